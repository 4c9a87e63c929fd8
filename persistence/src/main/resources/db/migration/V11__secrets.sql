-- The secrets that are and were in force, told apart by fingerprints. The last is in force; its row
-- is what appends to the audit and rotations wait for each other at.
create table auth_secret (
  generation integer not null,
  fingerprint char(32) not null,
  begun_at bigint not null,
  in_force boolean not null,
  primary key (generation)
) ${table};

-- What is still needed of secrets that were in force before: keys of single uses, sealed under the
-- secret in force.
create table former_key (
  generation integer not null,
  purpose varchar(32) not null,
  sealed varbinary(128) not null,
  primary key (generation, purpose)
) ${table};

-- Up to which place a node's records are those of a former secret, sealed under it and the next.
create table audit_rotation (
  node char(16) not null,
  generation integer not null,
  sequence_number bigint not null,
  mac char(64) not null,
  made_at bigint not null,
  former_seal char(64) not null,
  seal char(64) not null,
  primary key (node, generation)
) ${table};

create table keyring_value (
  name varchar(64) not null,
  sealed varbinary(4200) not null,
  fingerprint char(16) not null,
  created_at bigint not null,
  changed_at bigint not null,
  primary key (name)
) ${table};
