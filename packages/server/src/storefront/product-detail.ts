import { type catalog, media } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'
import { type ProductDetail, safeHtml } from '@mamapu/theme-engine'
import { compareAtOf, memberOf, tagsOf } from './cards.js'
import { cheapest, type PricedSku } from './prices.js'

const STAGES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  pregnancy: ['孕期', 'Pregnancy'],
  newborn: ['新生儿', 'Newborn'],
  infant: ['婴儿', 'Infant'],
  toddler: ['学步期', 'Toddler'],
  preschool: ['学龄前', 'Preschool'],
  school: ['学龄', 'School age'],
  mother: ['妈妈', 'Mother'],
}

/** A product as its page shows it to this audience, without what the shop promises about it. */
export function detailOf(
  found: catalog.StorefrontProduct,
  shown: readonly PricedSku[],
  locale: Locale,
): Omit<ProductDetail, 'guarantees'> {
  const lowest = cheapest(shown)
  const isEnglish = locale === 'en'
  const url = `/p/${found.slug}`
  return {
    id: found.id,
    title: (isEnglish && found.titleEn) || found.title,
    sellingPoint: found.sellingPoint || null,
    url,
    pictures: found.pictures.map(media.pictureOf),
    priceFen: lowest?.unitFen ?? found.minFen,
    priceFrom: lowest?.from ?? false,
    compareAt: lowest && compareAtOf(lowest, locale),
    memberPrice: lowest && memberOf(lowest, locale),
    joinUrl: lowest?.member?.joins ? `/login?next=${encodeURIComponent(url)}` : null,
    tags: tagsOf(found, locale),
    salesCount: null,
    brand: found.brand || null,
    optionNames: found.options,
    skus: found.skus.map((sku, index) => ({
      id: sku.id,
      name: sku.values.join(' / '),
      values: sku.values,
      priceFen: (shown[index] as PricedSku).unitFen,
      compareAt: compareAtOf(shown[index] as PricedSku, locale),
      picture: sku.picture && media.pictureOf(sku.picture),
    })),
    availability: found.availability,
    startsAt: found.availability === 'not_started' ? found.listedFrom : null,
    limit:
      found.limitUnits === null
        ? null
        : {
            quantity: found.limitUnits,
            text: isEnglish
              ? `${found.limitUnits} per person every ${found.limitDays} days`
              : `每人 ${found.limitDays} 天内限购 ${found.limitUnits} 件`,
          },
    baby: {
      ageFromMonths: found.ageMinMonths,
      ageToMonths: found.ageMaxMonths,
      stage: found.stage ? (STAGES[found.stage]?.[isEnglish ? 1 : 0] ?? null) : null,
      size: found.sizeNote || null,
      standard: found.standard || null,
      shelfLife: found.shelfLifeDays === null ? null : shelfLife(found.shelfLifeDays, isEnglish),
    },
    attributes: [],
    description: found.descriptionHtml ? safeHtml(found.descriptionHtml) : null,
    shareUrl: `/share?path=${encodeURIComponent(url)}`,
  }
}

function shelfLife(days: number, isEnglish: boolean): string {
  const months = Math.round(days / 30)
  if (days % 30 === 0 || days % 365 === 0) return isEnglish ? `${months} months` : `${months} 个月`
  return isEnglish ? `${days} days` : `${days} 天`
}
