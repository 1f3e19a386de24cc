import { links } from '@mamapu/core'
import type { FastifyRequest } from 'fastify'
import { previewView } from './preview-view.js'

/** True for a visitor whom somebody's link brought and who has not answered yet. */
export function isAskedToFollow(request: FastifyRequest): boolean {
  const { shopper, at } = request
  if (!shopper || shopper.mayFollow !== null || previewView(request)) return false
  return links.visitorOf(shopper, at)?.cameBy != null
}
