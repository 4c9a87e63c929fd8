-- Whose account was named when a credential was refused, so that its holder can be told: a copy of
-- what the record says, which is no part of its seal.
alter table audit_record add column denied_account varchar(286);

create index audit_record_denied on audit_record (denied_account, id);
