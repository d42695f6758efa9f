-- A record of use names its user (乐山 33), also where that is another department's system: whoever sees a grant sees what
-- its keys are called and when they end. The key itself is known to nobody.

set role heliu_owner;

create policy parties_know_keys on app.api_key for select to heliu_workspace
  using (tenant_id = (select ctx.tenant()) and (select ctx.kind()) = 'session'
    and grant_id in (select g.id from app.data_grant g where g.tenant_id = (select ctx.tenant())));

reset role;
