import { Badge, Tabs } from 'antd'
import type { ReactNode } from 'react'
import { LoadMore, type usePaged } from './paging.js'
import { Loaded, Nothing } from './states.js'

interface Props<Group extends string, T> {
  readonly groups: readonly Group[]
  readonly group: Group
  readonly onGroup: (group: Group) => void
  /** What a group is called, and what stands there when nothing is in it. */
  readonly texts: {
    readonly groups: Readonly<Record<Group, string>>
    readonly empty: Readonly<Record<Group, string>>
    readonly emptyHelp: Readonly<Record<Group, string>>
  }
  /** How many wait in a group; 0 shows no figure. */
  readonly countOf?: (group: Group) => number
  readonly list: ReturnType<typeof usePaged<T>>
  /** Between tabs and rows: what may be done with the whole group. */
  readonly before?: ReactNode
  readonly children: (rows: readonly T[]) => ReactNode
}

/** A list by groups: tabs with how many wait, the rows of one group, more of them, or why there are none. */
export function GroupedList<Group extends string, T>(props: Props<Group, T>) {
  const { groups, group, onGroup, texts, countOf = () => 0, list, before, children } = props
  const labelOf = (key: Group) => {
    const count = countOf(key)
    if (count === 0) return texts.groups[key]
    return (
      <Badge count={count} overflowCount={999} offset={[10, -2]} color="#b5532a">
        {texts.groups[key]}
      </Badge>
    )
  }
  return (
    <>
      <Tabs
        activeKey={group}
        onChange={(key) => onGroup(key as Group)}
        items={groups.map((key) => ({ key, label: labelOf(key) }))}
      />
      {before}
      <Loaded from={list}>
        {(rows) =>
          rows.length > 0 ? (
            children(rows)
          ) : (
            <Nothing text={texts.empty[group]} help={texts.emptyHelp[group]} />
          )
        }
      </Loaded>
      <LoadMore list={list} />
    </>
  )
}
