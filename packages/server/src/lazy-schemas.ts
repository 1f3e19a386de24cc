import ajvCompiler from '@fastify/ajv-compiler'
import jsonStringifyCompiler from '@fastify/fast-json-stringify-compiler'
import { assert } from '@mamapu/kernel'
import type { FastifyServerOptions } from 'fastify'

type Factories = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

/** A function that was made from a schema. Fastify reads what was wrong off the function itself. */
interface Made {
  (...args: readonly unknown[]): unknown
  errors?: unknown
}

/** Where a schema stands, as Fastify says it. */
interface Place {
  readonly method?: string
  readonly url?: string
  readonly httpPart?: string
  readonly httpStatus?: string
  readonly schema?: unknown
}

type Compile = (place: Place) => Made
type Factory = (...args: readonly unknown[]) => Compile

/**
 * Compiles the schema of a route when somebody first asks there: most of what a start would otherwise take goes into
 * schemas that nobody needs in the next minute.
 */
export class LazySchemas {
  readonly #waiting = new Set<() => void>()
  readonly #byRoute = new Map<string, (() => void)[]>()

  readonly factories: Factories = {
    buildValidator: this.#later(ajvCompiler() as Factory) as Factories['buildValidator'] & {},
    buildSerializer: this.#later(jsonStringifyCompiler() as Factory) as Factories['buildSerializer'] & {},
  }

  /** Compiles what is left, a little at a time; answers what cannot be, which would else be a 500 at its first request. */
  async compileAll(): Promise<readonly string[]> {
    const faults: string[] = []
    for (const compile of this.#waiting) {
      try {
        compile()
      } catch (error) {
        faults.push((error as Error).message)
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
    return faults
  }

  #later(factory: Factory): Factory {
    return (...args) => {
      let compile: Compile | undefined
      return (place) => {
        // Fastify's own compiler would lower the case of header names; ours is told of none.
        assert(place.httpPart !== 'headers', `${place.url}: schemas of headers are not supported`)
        return this.#whenAsked(place, () => {
          compile ??= factory(...args)
          return compile(place)
        })
      }
    }
  }

  /** All schemas of the route, those of its replies too: one that cannot be compiled stops a request before its handler. */
  #firstOf(route: string, compile: () => Made): Made {
    for (const other of this.#byRoute.get(route) ?? []) other()
    this.#byRoute.delete(route)
    return compile()
  }

  #whenAsked({ method, url, httpPart, httpStatus }: Place, make: () => Made): Made {
    let made: Made | undefined
    const compile = (): Made => {
      this.#waiting.delete(compile)
      try {
        made ??= make()
        return made
      } catch (cause) {
        const where = `${method} ${url} (${httpPart ?? httpStatus})`
        throw new Error(`${where}: the schema cannot be compiled: ${(cause as Error).message}`, { cause })
      }
    }
    this.#waiting.add(compile)
    const route = this.#byRoute.get(`${method} ${url}`) ?? []
    this.#byRoute.set(`${method} ${url}`, [...route, compile])
    let ready: Made | undefined
    const wrapper: Made = (...args) => {
      ready ??= this.#firstOf(`${method} ${url}`, compile)
      const result = ready(...args)
      wrapper.errors = ready.errors
      return result
    }
    return wrapper
  }
}
