-- Sessions of before had neither an end nor a handle: who was signed in signs in again.
drop table session;

-- parent_kind is SESSION, KEY or PASSWORD, and parent the hash of the session or key.
create table session (
  id_hash char(64) not null,
  handle char(12) not null,
  site_id integer,
  user_name varchar(32) not null,
  account varchar(300) not null,
  gate varchar(8) not null,
  address varchar(64) not null,
  user_agent varchar(255) not null,
  asked_by varchar(300),
  parent_kind varchar(8),
  parent char(64),
  reuse_key char(64),
  nonce varbinary(12),
  sealed_password varbinary(2048),
  created_at bigint not null,
  last_seen_at bigint not null,
  ends_at bigint not null,
  primary key (id_hash),
  constraint session_handle unique (handle),
  constraint session_reuse_key unique (reuse_key)
) ${table};

create index session_account on session (account);
create index session_site on session (site_id);
create index session_last_seen on session (last_seen_at);
create index session_ends on session (ends_at);
create index session_parent on session (parent);

-- Ids that were issued and are of no use any more, so that their owner's browser, which still
-- shows one, is not taken for an attacker at once.
create table ended_session (
  id_hash char(64) not null,
  ended_at bigint not null,
  presentations integer not null,
  primary key (id_hash)
) ${table};

create index ended_session_age on ended_session (ended_at);

create table hand_over (
  id_hash char(64) not null,
  site_id integer,
  user_name varchar(32) not null,
  account varchar(300) not null,
  asked_by varchar(300) not null,
  parent_kind varchar(8),
  parent char(64),
  expires_at bigint not null,
  primary key (id_hash)
) ${table};

create index hand_over_account on hand_over (account);
create index hand_over_site on hand_over (site_id);
create index hand_over_parent on hand_over (parent);
create index hand_over_expiry on hand_over (expires_at);
