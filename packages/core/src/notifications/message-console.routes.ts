import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { App } from '../app.js'
import { sendListRoutes } from './sends/send-list.routes.js'
import { type MessageDeskDeps, messageDeskRoutes } from './settings/message-desk.routes.js'

/** How the shop sends, and what became of it, for its staff: `/messages/…` of the console. */
export function messageConsoleRoutes(app: App, deps: MessageDeskDeps): readonly FastifyPluginAsyncTypebox[] {
  return [messageDeskRoutes(app, deps), sendListRoutes(app, deps.events)]
}
