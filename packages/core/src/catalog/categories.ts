import type { TenantTx } from '@mamapu/db'
import { type Id, idOf, newId, uuidOf } from '@mamapu/kernel'
import { guardTexts } from '../compliance/index.js'
import {
  countAllCategories,
  deleteCategoryRow,
  findCategoryByName,
  insertCategory,
  isCategorySlugFree,
  raiseSkusOfCategory,
  selectCategories,
  updateCategoryRow,
} from './category.queries.js'
import { countMedia, lockCatalog, raiseConfigVersion } from './product.queries.js'
import { isSlug, slugChoices } from './slug.rules.js'

export const CATEGORIES_OF_SHOP_MAX = 200

export interface CategoryInput {
  /** Null makes one from the name. */
  readonly slug: string | null
  readonly name: string
  readonly nameEn: string
  readonly mediaId: Id<'med'> | null
  readonly position: number
}

export interface CategoryView extends Omit<CategoryInput, 'slug'> {
  readonly id: Id<'cat'>
  readonly slug: string
  readonly mediaHash: string | null
  /** How many products stand in it, on sale or not. */
  readonly products: number
}

export type CategoryRefusal =
  | 'CATEGORY_NOT_FOUND'
  | 'CATEGORY_NAME'
  | 'CATEGORY_WORDS'
  | 'CATEGORY_SLUG'
  | 'CATEGORY_SLUG_TAKEN'
  | 'CATEGORY_PICTURE'
  | 'CATEGORY_TOO_MANY'

export type CategoryResult =
  | { readonly saved: true; readonly categoryId: Id<'cat'> }
  | { readonly saved: false; readonly reason: CategoryRefusal }

const no = (reason: CategoryRefusal): CategoryResult => ({ saved: false, reason })

export async function listCategories(tx: TenantTx): Promise<CategoryView[]> {
  const rows = await selectCategories(tx, CATEGORIES_OF_SHOP_MAX)
  return rows.map((row) => ({
    id: idOf('cat', row.id),
    slug: row.slug,
    name: row.name,
    nameEn: row.name_en,
    mediaId: row.media_id === null ? null : idOf('med', row.media_id),
    mediaHash: row.media_hash,
    position: row.position,
    products: row.products,
  }))
}

export async function createCategory(tx: TenantTx, given: CategoryInput, at: Date): Promise<CategoryResult> {
  const input = tidy(given)
  await lockCatalog(tx)
  if ((await countAllCategories(tx)) >= CATEGORIES_OF_SHOP_MAX) return no('CATEGORY_TOO_MANY')
  const obstacle = await whyNotCategory(tx, input)
  if (obstacle) return no(obstacle)
  const categoryId = newId('cat', at)
  const slug = await chooseSlug(tx, input, categoryId)
  if (slug === null) return no('CATEGORY_SLUG_TAKEN')
  await insertCategory(tx, categoryId, { ...input, slug }, at)
  await raiseConfigVersion(tx)
  return { saved: true, categoryId }
}

/** Changes a category; without a slug it keeps the one it has. */
export async function updateCategory(
  tx: TenantTx,
  categoryId: Id<'cat'>,
  given: CategoryInput,
): Promise<CategoryResult> {
  const input = tidy(given)
  await lockCatalog(tx)
  const category = (await listCategories(tx)).find((one) => one.id === categoryId)
  if (!category) return no('CATEGORY_NOT_FOUND')
  const obstacle = await whyNotCategory(tx, input)
  if (obstacle) return no(obstacle)
  const slug = input.slug ?? category.slug
  if (!(await isCategorySlugFree(tx, slug, categoryId))) return no('CATEGORY_SLUG_TAKEN')
  await updateCategoryRow(tx, categoryId, { ...input, slug })
  await raiseConfigVersion(tx)
  return { saved: true, categoryId }
}

/** Removes a category; its products stay, and orders decided with it as scope are decided again. */
export async function deleteCategory(tx: TenantTx, categoryId: Id<'cat'>): Promise<CategoryResult> {
  await lockCatalog(tx)
  await raiseSkusOfCategory(tx, categoryId)
  if (!(await deleteCategoryRow(tx, categoryId))) return no('CATEGORY_NOT_FOUND')
  await raiseConfigVersion(tx)
  return { saved: true, categoryId }
}

/** The category of that name, made when there is none; null when the shop has no room for another. */
export async function categoryNamed(tx: TenantTx, name: string, at: Date): Promise<Id<'cat'> | null> {
  const wanted = [...name.trim()].slice(0, 40).join('')
  if (wanted === '') return null
  const found = await findCategoryByName(tx, wanted)
  if (found !== null) return idOf('cat', found)
  const position = await countAllCategories(tx)
  const input = { slug: null, name: wanted, nameEn: '', mediaId: null, position }
  const result = await createCategory(tx, input, at)
  return result.saved ? result.categoryId : null
}

function tidy(input: CategoryInput): CategoryInput {
  return { ...input, name: input.name.trim(), nameEn: input.nameEn.trim() }
}

async function whyNotCategory(tx: TenantTx, input: CategoryInput): Promise<CategoryRefusal | null> {
  const length = [...input.name].length
  if (
    length < 1 ||
    length > 40 ||
    [...input.nameEn].length > 60 ||
    `${input.name}${input.nameEn}`.includes('\0')
  )
    return 'CATEGORY_NAME'
  if (!Number.isInteger(input.position) || input.position < 0 || input.position > 10_000)
    return 'CATEGORY_NAME'
  if (input.slug !== null && !isSlug(input.slug, 60)) return 'CATEGORY_SLUG'
  const found = guardTexts({ name: `${input.name}\n${input.nameEn}` }, { place: 'goods', goods: [] })
  if (found.some(({ verdict }) => verdict === 'blocked')) return 'CATEGORY_WORDS'
  if (input.mediaId !== null && (await countMedia(tx, [input.mediaId])) !== 1) return 'CATEGORY_PICTURE'
  return null
}

async function chooseSlug(tx: TenantTx, input: CategoryInput, id: Id<'cat'>): Promise<string | null> {
  const choices = input.slug === null ? slugChoices([input.nameEn, input.name], uuidOf(id)) : [input.slug]
  for (const slug of choices) if (await isCategorySlugFree(tx, slug, null)) return slug
  return null
}
