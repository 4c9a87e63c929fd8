-- What happened: written in the transaction of what it tells of, then moved into its node's chain.
-- Texts are bounded in code points; H2 counts a code point beyond the first plane twice.

create table audit_pending (
  node char(16) not null,
  id char(32) not null,
  recorded_at bigint not null,
  what varchar(16) not null,
  actor varchar(600) not null,
  gate varchar(8),
  address varchar(64),
  detail varchar(600) not null,
  result varchar(8) not null,
  seal char(64) not null,
  primary key (node, id)
) ${table};

create table audit_record (
  node char(16) not null,
  sequence_number bigint not null,
  id char(32) not null,
  recorded_at bigint not null,
  what varchar(16) not null,
  actor varchar(600) not null,
  gate varchar(8),
  address varchar(64),
  detail varchar(600) not null,
  result varchar(8) not null,
  seal char(64) not null,
  mac char(64) not null,
  primary key (node, sequence_number),
  constraint audit_record_id unique (id)
) ${table};

create table audit_checkpoint (
  node char(16) not null,
  sequence_number bigint not null,
  mac char(64) not null,
  removed bigint not null,
  made_at bigint not null,
  seal char(64) not null,
  primary key (node)
) ${table};
