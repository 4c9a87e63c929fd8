-- Whether a session ended because nobody used it, which its person is told.
alter table ended_session add column idle boolean default false not null;
