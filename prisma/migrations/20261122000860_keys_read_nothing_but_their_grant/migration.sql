-- A key carries one grant and nothing else.
--
-- Found by tests/isolation/matrix.test.ts: with arbitrary SQL and a system's key, the key's context passed the few
-- policies that ask for no role — the city's structure, the consumer department's notices (which it could also mark as
-- read), and stored answers. A key is no person of the department: it reads through the functions of gate, which look
-- its grant up, and no table at all.

set role heliu_owner;

alter policy own_tenant on app.tenant using (id = (select ctx.tenant()) and (select ctx.kind()) <> 'key');
alter policy own_regions on app.region using (tenant_id = (select ctx.tenant()) and (select ctx.kind()) <> 'key');
alter policy own_departments on app.department using (tenant_id = (select ctx.tenant()) and (select ctx.kind()) <> 'key');
alter policy own_notices on app.notice
  using (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and (select ctx.kind()) = 'session');
alter policy mark_read on app.notice
  using (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and (select ctx.kind()) = 'session')
  with check (tenant_id = (select ctx.tenant()) and department_id = (select ctx.department()) and (select ctx.kind()) = 'session');
alter policy own_answers on app.idempotency_key
  using (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and (select ctx.kind()) = 'session')
  with check (tenant_id = (select ctx.tenant()) and person_id = (select ctx.person()) and (select ctx.kind()) = 'session');

reset role;
