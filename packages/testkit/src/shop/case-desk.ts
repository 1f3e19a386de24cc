import { aftersale } from '@mamapu/core'
import { type TenantTx, withTenant } from '@mamapu/db'
import { type Fen, type Id, must, type OrderId, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import type { Wanted } from './cart.js'
import { type House, openHouse, shopIn } from './open-shop.js'
import type { TestOrder } from './order.js'
import type { Shop } from './shop.types.js'

export const RETURN_ADDRESS = {
  name: '仓库',
  phone: '0571-88880000',
  region: '浙江省 杭州市',
  street: '退货路 9 号',
  hint: '',
}

const TRACK = { carrier: '圆通', trackingNumber: 'YT123456789' }

/** One line of an order as after-sale left it. */
interface LineSeen {
  readonly id: Id<'lin'>
  readonly refunded: number
  readonly back: number
  readonly held: number
  readonly exchanged: number
  readonly less: number
}

/** What an inspection finds of a line; nothing kept back when left out. */
interface Finding {
  readonly lineId: Id<'lin'>
  readonly units: number
  readonly restockUnits: number
  readonly lessFen: Fen
}

type Test = Parameters<typeof openHouse>[0] & { before(work: () => Promise<void>): unknown }

/** Both sides of a shop's after-sale, by the use cases of the product; refusals come back as values. */
export class CaseDesk {
  readonly shop: Shop

  private constructor(shop: Shop) {
    this.shop = shop
  }

  /** A desk whose shop has one address for returns and the settings a merchant has who set nothing. */
  static async of(shop: Shop): Promise<CaseDesk> {
    const desk = new CaseDesk(shop)
    await desk.setAddresses([RETURN_ADDRESS], 0)
    return desk
  }

  /** Opens a house without plugins before the tests of a file; each call of what it gives is a desk in a shop of its own. */
  static inHouse(t: Test): () => Promise<CaseDesk> {
    let house: House | undefined
    t.before(async () => {
      house = await openHouse(t, [], { max: 16 })
    })
    return async () => CaseDesk.of(await shopIn(must(house, 'tests run after their house was opened'), []))
  }

  get at(): Date {
    return this.shop.clock.now()
  }

  /** What does not hold once everything that was set off is done; nothing in a sound shop. */
  async faults() {
    await this.shop.runDue()
    return this.shop.broken()
  }

  /** Runs in a transaction of the shop. */
  async do<T>(work: (tx: TenantTx, ground: aftersale.Ground) => Promise<T>): Promise<T> {
    const ground = aftersale.groundOf(this.shop.app, await this.shop.snapshot())
    return withTenant(this.shop.db, this.shop.store.storeId, (tx) => work(tx, ground))
  }

  setAddresses(addresses: readonly (typeof RETURN_ADDRESS)[], version: number) {
    const settings = aftersale.DEFAULT_AFTERSALE_SETTINGS
    return this.do((tx, { keys }) =>
      aftersale.saveAftersaleSettings(tx, keys, {
        version,
        settings,
        addresses: [...addresses],
        at: this.at,
      }),
    )
  }

  /** Asked by the shopper: one unit of the first line is to go back for no reason, where nothing else is said. */
  async ask(orderId: OrderId, more: Partial<aftersale.CaseAsk> = {}): Promise<aftersale.AskResult> {
    const lines =
      more.lines ?? (await this.lines(orderId)).slice(0, 1).map(({ id }) => ({ lineId: id, units: 1 }))
    const ask = {
      orderId,
      kind: 'return',
      wasSent: true,
      reason: 'no_reason',
      text: '',
      pictures: [],
    } as const
    return this.do((tx, ground) => aftersale.askCase(tx, ground, { ...ask, at: this.at, ...more, lines }))
  }

  /** The same; throws the code of a refusal. */
  async open(orderId: OrderId, more: Partial<aftersale.CaseAsk> = {}): Promise<aftersale.CaseId> {
    const result = await this.ask(orderId, more)
    if (!result.asked) throw new Error(result.code)
    return result.case.id
  }

  /** The usual next step; `pass`: all of it is well. */
  step(
    caseId: aftersale.CaseId,
    name: 'accept' | 'arrive' | 'withdraw' | 'send' | 'pass',
  ): Promise<aftersale.DecideResult> {
    if (name === 'pass') return this.inspect(caseId)
    return this.do((tx, ground) => {
      const by = { actor: 'stf_test', at: this.at } as const
      if (name === 'accept') return aftersale.acceptCase(tx, ground, caseId, { action: 'accept', ...by })
      if (name === 'arrive') return aftersale.arriveCase(tx, ground, caseId, by)
      if (name === 'withdraw') return aftersale.withdrawCase(tx, ground, caseId, { at: this.at })
      return aftersale.sendCase(tx, ground, caseId, { ...TRACK, at: this.at })
    })
  }

  /** What the shop found; all of it is well when left out. */
  inspect(
    caseId: aftersale.CaseId,
    lines: readonly Finding[] | null = null,
    more: { readonly note?: string; readonly asRefund?: boolean } = {},
  ): Promise<aftersale.DecideResult> {
    return this.do((tx, ground) =>
      aftersale.inspectCase(tx, ground, caseId, {
        ...{ action: 'pass', lines, note: '', actor: 'stf_test', at: this.at, ...more },
      }),
    )
  }

  /** The shop says no, or the shopper asks once more: each with a word. */
  say(caseId: aftersale.CaseId, what: 'refuse' | 'escalate'): Promise<aftersale.DecideResult> {
    return this.do((tx, ground) =>
      what === 'refuse'
        ? aftersale.refuseCase(tx, ground, caseId, { actor: 'stf_test', note: '看不出来', at: this.at })
        : aftersale.escalateCase(tx, ground, caseId, { note: '再看看', pictures: [], at: this.at }),
    )
  }

  /** What an inspection finds where all that was asked back is there and well. */
  async found(caseId: aftersale.CaseId): Promise<readonly Finding[]> {
    const rows = await this.shop.database.admin<{ id: Id<'lin'>; units: number }[]>`
      select 'lin_' || replace(line_id::text, '-', '') as id, units from aftersale_lines
       where case_id = ${uuidOf(caseId)}`
    return rows.map(({ id, units }) => ({ lineId: id, units, restockUnits: units, lessFen: ZERO_FEN }))
  }

  /** Its state, with how it ended. */
  async state(caseId: aftersale.CaseId): Promise<string> {
    const [row] = await this.shop.database.admin<{ state: string; ending: string | null }[]>`
      select state, ending from aftersale_cases where id = ${uuidOf(caseId)}`
    return row?.ending ? `${row.state}/${row.ending}` : (row?.state ?? 'none')
  }

  /**
   * What orders of which nothing is left still owe: counters that should have given all back, and goods that are on the shelf
   * again more or less often than refunds and exchanges say.
   */
  async givenBack(orders: readonly Pick<TestOrder, 'id'>[]): Promise<{ owed: number; missing: number }> {
    const { admin } = this.shop.database
    const ids = admin(orders.map(({ id }) => uuidOf(id)))
    const [row] = await admin<{ owed: number; back: number; said: number }[]>`
      with taken as (
        select k.*, k.kind = 'stock' or q.home is not null as is_goods from quota_takes k
          join quotas q on q.tenant_id = k.tenant_id and q.kind = k.kind and q.id = k.quota_id
         where k.order_id in ${ids})
      select (select count(*)::int from taken where not is_goods and give_back = 'refund' and released <> units) as owed,
             (select coalesce(sum(released), 0)::int from taken where is_goods) as back,
             (select coalesce(sum(restocked_units), 0)::int from refund_lines l join refunds r on r.id = l.refund_id
               where r.order_id in ${ids})
               + (select coalesce(sum(l.restocked_units), 0)::int from aftersale_lines l
                    join aftersale_cases c on c.id = l.case_id where c.state = 'exchanged' and c.order_id in ${ids}) as said`
    const { owed, back, said } = must(row, 'a row')
    return { owed, missing: said - back }
  }

  /** Lines of an order in their order. */
  lines(orderId: OrderId): Promise<readonly LineSeen[]> {
    return this.shop.database.admin<LineSeen[]>`
      select 'lin_' || replace(id::text, '-', '') as id, refunded_units as refunded, returned_units as back,
             held_units as held, exchanged_units as exchanged, withheld_fen::int as less
        from order_lines where order_id = ${uuidOf(orderId)} order by position`
  }

  async bought(...wanted: readonly Wanted[]): Promise<TestOrder> {
    const order = await this.shop.cart(...wanted).order()
    return order.pay()
  }

  async received(...wanted: readonly Wanted[]): Promise<TestOrder> {
    const order = await this.bought(...wanted)
    await order.ship()
    return order.receive()
  }
}
