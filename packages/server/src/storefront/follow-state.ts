import { links } from '@mamapu/core'
import type { FastifyRequest } from 'fastify'
import { previewView } from './preview-view.js'

/** What asks a visitor whom somebody's link brought and who has not answered about that person; null for everybody else. */
export function followAsk(request: FastifyRequest): string | null {
  const { shopper, at } = request
  if (!shopper || shopper.mayFollow !== null || previewView(request)) return null
  return links.visitorOf(shopper, at)?.ask ?? null
}
