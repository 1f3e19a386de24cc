-- A payee may be paused by the shop and by mechanics, each on its own: whoever resumes lifts only the own pause.
drop index earning_holds_payee_once;
create unique index earning_holds_payee_once on earning_holds (tenant_id, payee_id, source)
  where closed_at is null and payee_id is not null;
-- What of a payee is still on its way.
create index earnings_on_way on earnings (tenant_id, payee_id) where state in ('estimated', 'frozen');
