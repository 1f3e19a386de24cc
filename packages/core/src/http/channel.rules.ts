import type { Channel } from '@mamapu/plugin-sdk'
import type { FastifyRequest } from 'fastify'

/** Every request of a mini-program carries this referrer, which its code cannot change. */
const MINI_PROGRAM_REFERRER = 'https://servicewechat.com/'

/**
 * What a request came through: the one place that says so, for prices, audiences of pages and the order's record. In a
 * preview it is what the preview looks through.
 */
export function channelOf(request: Pick<FastifyRequest, 'headers' | 'url' | 'preview'>): Channel {
  if (request.preview) return request.preview.channel ?? 'web'
  const { 'user-agent': agent = '', referer = '' } = request.headers
  // Also of pages that a mini-program shows in its web view.
  if (referer.startsWith(MINI_PROGRAM_REFERRER) || /miniProgram/i.test(agent)) return 'mini-program'
  if (agent.includes('MicroMessenger')) return 'wechat'
  const isBrowser = agent.startsWith('Mozilla/')
  return request.url.startsWith('/api/') && !isBrowser ? 'app' : 'web'
}
