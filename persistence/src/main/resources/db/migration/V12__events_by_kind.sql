-- Rare events are found among as many others as there are. Named in this order, so that those of one
-- kind are read in the order of their ids.
create index audit_record_what on audit_record (what, id);
