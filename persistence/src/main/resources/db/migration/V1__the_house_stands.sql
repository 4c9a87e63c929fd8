-- Instants are milliseconds since the epoch. ${table} is empty on H2 and names engine and
-- collation on MySQL-compatible servers.

create table site (
  id integer not null,
  domain varchar(253) not null,
  admin varchar(32) not null,
  gid bigint not null,
  active boolean not null,
  created_at bigint not null,
  primary key (id),
  constraint site_domain unique (domain),
  constraint site_gid unique (gid)
) ${table};

create table site_option (
  site_id integer not null,
  name varchar(96) not null,
  setting varchar(4000),
  primary key (site_id, name),
  constraint site_option_site foreign key (site_id) references site (id) on delete cascade
) ${table};

create table counter (
  name varchar(16) not null,
  next_number bigint not null,
  primary key (name)
) ${table};

insert into counter (name, next_number) values ('site', 1);
insert into counter (name, next_number) values ('unix_id', 20000);

create table api_key (
  key_hash char(64) not null,
  site_id integer,
  user_name varchar(32) not null,
  note varchar(255) not null,
  created_at bigint not null,
  primary key (key_hash)
) ${table};

create index api_key_account on api_key (site_id, user_name);

create table anvil_entry (
  address varchar(64) not null,
  attempts varbinary(16000) not null,
  blocked_until bigint,
  expires_at bigint not null,
  version bigint not null,
  primary key (address)
) ${table};

create index anvil_entry_expiry on anvil_entry (expires_at);

create table session (
  id_hash char(64) not null,
  site_id integer,
  user_name varchar(32) not null,
  gate varchar(8) not null,
  address varchar(64) not null,
  created_at bigint not null,
  last_seen_at bigint not null,
  primary key (id_hash)
) ${table};

create index session_account on session (site_id, user_name);
create index session_last_seen on session (last_seen_at);
