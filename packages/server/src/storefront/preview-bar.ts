import { campaigns } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'
import type { Layout } from '@mamapu/theme-engine'
import type { FastifyRequest } from 'fastify'
import { storeOf } from './storefront.js'

/** 预览 2026-11-25 10:00 · VIP, with the way out. */
export function previewBar(request: FastifyRequest, locale: Locale): Layout['preview'] {
  const { preview } = request
  if (!preview) return null
  const { zone } = storeOf(request)
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const who = [
    preview.level?.name ?? (preview.isMember ? (locale === 'en' ? 'Member' : '会员') : null),
    ...preview.tags,
    preview.isNew ? (locale === 'en' ? 'New customer' : '新客') : null,
    preview.channel && preview.channel !== 'web' ? campaigns.channelWords(preview.channel)[locale] : null,
  ].filter((one) => one !== null)
  const label = locale === 'en' ? 'Preview' : '预览'
  return {
    text: [`${label} ${time.format(new Date(preview.at))}`, ...who].join(' · '),
    leaveUrl: '/preview/leave',
  }
}
