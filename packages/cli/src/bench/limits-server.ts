import { randomUUID } from 'node:crypto'
import { uuidv7 } from '@mamapu/kernel'
import Fastify, { type FastifyInstance } from 'fastify'
import Handlebars from 'handlebars'
import postgres from 'postgres'
import { LIST_ROWS, type LimitShape } from './limits-schema.js'

/** As many connections as the product has. */
const POOL = 10
/** Orders that share one statement. */
const HOT_BATCH = 50

interface Limits {
  readonly server: FastifyInstance
  close(): Promise<void>
}

/**
 * The best these very tools give on this machine: bare Fastify, bare postgres.js, bare Handlebars. No tenants, no
 * authorisation, no hooks, no checks beyond the stock's own.
 */
export function createLimits(databaseUrl: string, shape: LimitShape | null): Limits {
  const sql = postgres(databaseUrl, {
    max: POOL,
    onnotice: () => {},
    connection: { search_path: 'bench_limit' } as never,
  })
  const server = Fastify()
  server.get('/readyz', async () => {
    await sql`select 1`
    return { status: 'ready' }
  })
  server.get('/memory', () => ({ rss: process.memoryUsage.rss() }))
  if (shape) pages(server, sql, shape)
  buyNow(server, sql)
  hot(server, sql)
  journey(server, sql)
  return {
    server,
    async close() {
      await server.close()
      await sql.end({ timeout: 2 })
    },
  }
}

function pages(server: FastifyInstance, sql: postgres.Sql, shape: LimitShape): void {
  const html = 'text/html; charset=utf-8'
  server.get('/static/product', (_, reply) => reply.type(html).send(shape.productPage))
  server.get('/static/list', (_, reply) => reply.type(html).send(shape.listPage))

  const productTemplate = templateOf(shape.productPage.length, LIST_ROWS)
  const listTemplate = templateOf(shape.listPage.length, LIST_ROWS)
  server.get('/page/product/:id', async (request, reply) => {
    const { id } = request.params as { id: string }
    const [row] = await sql`select doc from products where id = ${Number(id)}`
    const items = Array.from({ length: LIST_ROWS }, () => row?.doc)
    return reply.type(html).send(productTemplate({ title: row?.doc.title, items }))
  })
  server.get('/page/list/:id', async (request, reply) => {
    const { id } = request.params as { id: string }
    const rows =
      await sql`select doc from cards where list = ${Number(id)} order by position limit ${LIST_ROWS}`
    return reply.type(html).send(listTemplate({ title: id, items: rows.map(({ doc }) => doc) }))
  })
  server.get('/api/product/:id', async (request) => {
    const { id } = request.params as { id: string }
    const [row] = await sql`select doc from products where id = ${Number(id)}`
    return row?.doc
  })
  server.get('/api/list/:id', async (request) => {
    const { id } = request.params as { id: string }
    const rows =
      await sql`select doc from cards where list = ${Number(id)} order by position limit ${LIST_ROWS}`
    return { items: rows.map(({ doc }) => doc), next: null }
  })
}

/** A template whose page has about so many characters: some of every row, the rest markup around it. */
function templateOf(length: number, rows: number): (model: object) => string {
  const perRow = Math.max(0, Math.floor(length / rows) - 180)
  const markup = '<span class="tag">'.repeat(Math.floor(perRow / 18))
  return Handlebars.compile(
    `<!doctype html><title>{{title}}</title><h1>{{title}}</h1><ul>{{#each items}}<li><a href="/p/{{slug}}">` +
      `<b>{{title}}</b><i>{{sellingPoint}}</i><s>{{price.amount}}</s>${markup}</a></li>{{/each}}</ul>`,
  )
}

interface Line {
  readonly sku: number
  readonly quantity: number
  readonly paidFen: number
}

/** One order in one call: its statements sent together, the stock last. */
function buyNow(server: FastifyInstance, sql: postgres.Sql): void {
  server.post('/buy', async (request, reply) => {
    const { lines, totalFen, contact } = request.body as { lines: Line[]; totalFen: number; contact: string }
    const at = new Date()
    const orderId = uuidv7(at.getTime())
    const event = JSON.stringify({ id: orderId, totalFen })
    const sorted = lines.toSorted((a, b) => a.sku - b.sku)
    const results = await sql.begin((tx) =>
      Promise.all([
        tx`insert into orders values (${orderId}, ${totalFen}, ${contact}, ${at})`,
        ...sorted.map(
          ({ sku, quantity, paidFen }, position) =>
            tx`insert into order_lines values (${orderId}, ${position}, ${sku}, ${quantity}, ${paidFen})`,
        ),
        tx`insert into payments values (${randomUUID()}, ${orderId}, ${totalFen}, ${at})`,
        tx`insert into outbox values (${uuidv7(at.getTime())}, 'order.placed', ${event}::text::jsonb, ${at})`,
        ...sorted.map(
          ({ sku, quantity }) =>
            tx`update stock set left_units = left_units - ${quantity} where sku = ${sku} and left_units >= ${quantity}`,
        ),
      ]),
    )
    if (results.slice(-lines.length).some(({ count }) => count === 0)) throw new Error('sold out')
    return reply.code(201).send({ id: orderId })
  })
}

/** Buyers of one thing: those who come while a batch is being written share the next one. And a gate that is shut. */
function hot(server: FastifyInstance, sql: postgres.Sql): void {
  const waiting: ((id: string | null) => void)[] = []
  let calls = 0
  const pump = async (): Promise<void> => {
    if (calls >= 2 || waiting.length === 0) return
    calls += 1
    const batch = waiting.splice(0, HOT_BATCH)
    const at = new Date()
    const ids = batch.map(() => uuidv7(at.getTime()))
    const rows = await sql<{ id: string }[]>`
      with taken as (update stock set left_units = left_units - ${ids.length} where sku = 0 and left_units >= ${ids.length} returning 1)
      insert into orders select id::uuid, 3900, 'hot', ${at} from unnest(${ids}::text[]) id where exists (select from taken) returning id`
    batch.forEach((tell, index) => {
      tell(rows.length > 0 ? (ids[index] as string) : null)
    })
    calls -= 1
    void pump()
  }
  server.post('/hot', async (_, reply) => {
    const id = await new Promise<string | null>((resolve) => {
      waiting.push(resolve)
      void pump()
    })
    return id ? reply.code(201).send({ id }) : reply.code(409).send({ code: 'OUT_OF_STOCK' })
  })
  server.post('/gone', (_, reply) => reply.code(409).send({ code: 'OUT_OF_STOCK' }))
}

/** The purchase in eight calls, each doing only its own statements; a cart's writes do not wait for the disk. */
function journey(server: FastifyInstance, sql: postgres.Sql): void {
  const session = (request: { headers: Record<string, unknown> }) => String(request.headers['x-session'])
  const lines = (token: string) =>
    sql`select c.sku, c.quantity, s.price_fen, s.left_units from cart_lines c join stock s on s.sku = c.sku where c.session = ${token} order by c.sku`
  const soon = <T>(work: (tx: postgres.TransactionSql) => PromiseLike<T>) =>
    sql.begin(async (tx) => {
      const [, result] = await Promise.all([tx`set local synchronous_commit = off`, work(tx)])
      return result
    })

  server.post('/session', async (_, reply) => {
    const token = uuidv7(Date.now())
    await soon((tx) => tx`insert into sessions values (${token}, ${new Date()})`)
    return reply.code(201).send({ token })
  })
  server.post('/lines', async (request) => {
    const { sku, quantity } = request.body as { sku: number; quantity: number }
    const token = session(request)
    await soon((tx) =>
      Promise.all([
        tx`insert into carts (session, at) values (${token}, ${new Date()}) on conflict do nothing`,
        tx`insert into cart_lines values (${token}, ${sku}, ${quantity})
           on conflict (session, sku) do update set quantity = cart_lines.quantity + excluded.quantity`,
      ]),
    )
    return { lines: await lines(token) }
  })
  server.get('/cart', async (request) => ({ lines: await lines(session(request)) }))
  for (const column of ['address', 'choice'] as const)
    server.post(`/${column}`, async (request) => {
      const token = session(request)
      const { value } = request.body as { value: string }
      await soon((tx) => tx`update carts set ${tx(column)} = ${value} where session = ${token}`)
      return { lines: await lines(token) }
    })
  server.post('/place', async (request, reply) => {
    const at = new Date()
    const orderId = uuidv7(at.getTime())
    const [row] = await sql`
      select place(${session(request)}, ${orderId}, ${uuidv7(at.getTime())}, ${uuidv7(at.getTime())}, ${at}) as total`
    return reply.code(201).send({ id: orderId, total: Number(row?.total) })
  })
  server.get('/orders/:id', async (request) => {
    const { id } = request.params as { id: string }
    const [[order], bought] = await Promise.all([
      sql`select id, total_fen, contact, at from orders where id = ${id}`,
      sql`select position, sku, quantity, paid_fen from order_lines where order_id = ${id} order by position`,
    ])
    return { ...order, lines: bought }
  })
}
