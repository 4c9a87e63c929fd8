-- The locks of the DAV gate. A path is the names from the site's root, in UTF-8 with slashes between
-- them, compared byte by byte. No index takes all of one: head is its first 255 bytes, names how many
-- it has.
create table dav_lock (
  token char(36) not null,
  site_id integer not null,
  user_name varchar(32) not null,
  path varbinary(4096) not null,
  head varbinary(255) not null,
  names integer not null,
  exclusive boolean not null,
  deep boolean not null,
  owner varbinary(2048) not null,
  created_at bigint not null,
  expires_at bigint not null,
  primary key (token),
  constraint dav_lock_site foreign key (site_id) references site (id) on delete cascade
) ${table};

create index dav_lock_head on dav_lock (site_id, head);
create index dav_lock_member on dav_lock (site_id, names, head);
create index dav_lock_account on dav_lock (site_id, user_name);
create index dav_lock_expiry on dav_lock (expires_at);

-- Written by whoever takes or refreshes a lock at a site, so that they do it one after the other: a
-- cluster notices two writers, but not two row locks on two nodes.
create table dav_turn (
  site_id integer not null,
  turns bigint not null,
  primary key (site_id),
  constraint dav_turn_site foreign key (site_id) references site (id) on delete cascade
) ${table};

-- What accounts may do at the DAV gate: READ_ONLY or OFF; who is not here may read and write.
create table dav_access (
  site_id integer not null,
  user_name varchar(32) not null,
  access_mode varchar(10) not null,
  primary key (site_id, user_name),
  constraint dav_access_site foreign key (site_id) references site (id) on delete cascade
) ${table};
