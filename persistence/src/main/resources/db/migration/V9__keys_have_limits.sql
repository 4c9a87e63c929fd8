-- When and from where a key was last used, until when it is good, and from which networks: addresses
-- and CIDRs in canonical form, with commas between them; empty for all.
alter table api_key add column last_used_at bigint;
alter table api_key add column last_address varchar(64);
alter table api_key add column expires_at bigint;
alter table api_key add column networks varchar(1600) default '' not null;

-- Where an account gets its mail. Site 0 is the appliance; a site's admin has the site's own option
-- siteinfo.email instead.
create table account_email (
  site_id integer not null,
  user_name varchar(32) not null,
  email varchar(254) not null,
  primary key (site_id, user_name)
) ${table};
