-- A text message is paid by its length: a merchant may word it shorter than what the inbox and an e-mail say.
alter table message_texts
  -- Empty: wherever the message goes; 'sms': by text message, instead of it.
  add column channel text not null default '' check (channel in ('', 'sms'));
alter table message_texts drop constraint message_texts_pkey;
alter table message_texts add primary key (tenant_id, event, locale, channel);

alter table message_sends
  -- What is said on this channel where that is not what the message says; never of a secret.
  add column own_text text check (length(own_text) between 1 and 1000);
alter table message_sends add check (own_text is null or category <> 'secret');
