-- What a merchant read and stood by: these words of this thing, under that rule, by whom and when. Asked once, kept for ever.
create table text_acknowledgements (
  tenant_id uuid not null,
  -- What the text belongs to: a product's id, a campaign's, '<plugin>:<its name>'.
  subject text not null check (length(subject) between 1 and 100),
  code text not null check (code ~ '^TEXT_[A-Z_]{1,40}$'),
  -- The words as written; empty where it is not the words but what they are about.
  found text not null check (length(found) <= 60),
  actor text not null check (length(actor) between 1 and 60),
  at timestamptz not null,
  primary key (tenant_id, subject, code, found)
);
select tenant_table('text_acknowledgements', 'select, insert');
