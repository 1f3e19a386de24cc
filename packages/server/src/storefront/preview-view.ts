import type { FastifyRequest } from 'fastify'
import type { CounterView } from './gap.rules.js'
import type { Look } from './look.js'

/** What a request in a preview is shown with. */
export interface PreviewView {
  readonly look: Look
  /** What is left in a preview: the limits themselves, by `kind:counter`. */
  limitOf(name: string): CounterView
  /** Units of a SKU that campaigns running then have of their own, none taken. */
  ownUnitsOf(skuId: string): number
}

const views = new WeakMap<FastifyRequest, PreviewView>()

export function rememberView(request: FastifyRequest, view: PreviewView): void {
  views.set(request, view)
}

/** The look of the preview this request is in; null in none. */
export function previewView(request: FastifyRequest): PreviewView | null {
  return views.get(request) ?? null
}
