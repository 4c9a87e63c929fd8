-- An account may be used only from the networks that are listed for it, once there is one. Site 0
-- is the appliance: a null would neither be a key nor be found by an equality. gate is ALL or the
-- name of one.
create table restriction (
  site_id integer not null,
  user_name varchar(32) not null,
  gate varchar(4) not null,
  network varchar(43) not null,
  created_at bigint not null,
  primary key (site_id, user_name, gate, network)
) ${table};

-- Locked by whoever changes restrictions of the appliance's accounts, as a site's row is for those
-- of its own; it counts nothing.
insert into counter (name, next_number) values ('restriction', 0);

-- A session that another account asked for answers to that account's restrictions.
create index session_asked_by on session (asked_by);
