-- The version becomes a random stamp, so that a row removed and made again is never taken for the
-- one before. Failures are counted beside the attempts for sums over a network's rows.
alter table anvil_entry add column failures integer not null default 0;
alter table anvil_entry add column told_until bigint;
alter table anvil_entry add column blocked_since bigint;
alter table anvil_entry add column block_what varchar(400);
alter table anvil_entry add column block_why varchar(400);

create table anvil_whitelist (
  network varchar(64) not null,
  added_at bigint not null,
  added_by varchar(300) not null,
  primary key (network)
) ${table};

-- Counts the changes that other nodes must hear of: lifted blocks and the whitelist.
insert into counter (name, next_number) values ('anvil', 0);

create table known_address (
  account varchar(300) not null,
  network varchar(64) not null,
  last_at bigint not null,
  primary key (account, network)
) ${table};

create index known_address_network on known_address (network);
