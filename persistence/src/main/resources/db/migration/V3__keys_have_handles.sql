-- A key made before has the beginning of its hash for a handle: it says nothing of the key.
alter table api_key add column handle varchar(12) default '' not null;
update api_key set handle = substring(key_hash, 1, 12);
create unique index api_key_handle on api_key (handle);

-- Locked and written by whoever makes a key, so that of two at once one sees the other's.
insert into counter (name, next_number) values ('api_key', 1);

-- site_id is 0 for the appliance; the tie tells sign-ins of one millisecond apart.
create table login_history (
  site_id integer not null,
  user_name varchar(32) not null,
  happened_at bigint not null,
  tie integer not null,
  gate varchar(8) not null,
  address varchar(64) not null,
  user_agent varchar(255) not null,
  primary key (site_id, user_name, happened_at, tie)
) ${table};

create index login_history_age on login_history (happened_at);
