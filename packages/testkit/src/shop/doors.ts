import type { FastifyInstance } from 'fastify'
import type { TestStore } from '../store.js'
import type { Answered, Asked, Person } from './shop.types.js'

export interface Doors {
  /** The shop's host: its API below `/api/store/v1/x/<plugin>`, or any other path as it is. */
  shop(
    method: string,
    path: string,
    person: Person | null,
    asked?: Asked,
    store?: TestStore,
  ): Promise<Answered>
  /** The console's API below the store: `/x/<plugin>…`, `/plugins…`. */
  console(method: string, path: string, person: Person, asked?: Asked, store?: TestStore): Promise<Answered>
}

/** The two hosts of a shop, asked as a browser asks, without a socket. */
export function doorsOf(serve: () => Promise<FastifyInstance>, first: TestStore): Doors {
  const send = async (request: SendInput): Promise<Answered> => {
    const server = await serve()
    const reply = await server.inject(request as never)
    const isJson = String(reply.headers['content-type']).includes('json')
    return {
      status: reply.statusCode,
      headers: reply.headers,
      text: reply.body,
      json: isJson ? JSON.parse(reply.body) : {},
    }
  }
  return {
    async shop(method, path, person, asked = {}, store = first) {
      const host = `${store.slug}.localhost:3000`
      return send(requestOf({ method, path, host, kind: 'shop', person, asked }))
    },
    async console(method, path, person, asked = {}, store = first) {
      const url = `/api/admin/v1/stores/${store.storeId}${path}`
      return send(requestOf({ method, path: url, host: 'localhost:3000', kind: 'staff', person, asked }))
    },
  }
}

interface SendInput {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload?: string | Buffer
}

function requestOf(input: {
  method: string
  path: string
  host: string
  kind: 'shop' | 'staff'
  person: Person | null
  asked: Asked
}): SendInput {
  const { method, path, host, kind, person, asked } = input
  const form = asked.form && new URLSearchParams(asked.form)
  const json = asked.body === undefined ? undefined : JSON.stringify(asked.body)
  const payload = asked.payload ?? form?.toString() ?? json
  return {
    method,
    url: path,
    headers: {
      host,
      origin: `http://${host}`,
      ...(person ? { cookie: `__Host-mamapu-${kind}=${person.token}` } : {}),
      ...(person ? { 'x-csrf-token': person.csrf } : {}),
      ...(payload === undefined
        ? {}
        : { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' }),
      ...asked.headers,
    },
    ...(payload === undefined ? {} : { payload }),
  }
}
