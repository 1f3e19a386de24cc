import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Space } from 'antd'
import { useState } from 'react'
import { callDeclared, type PluginDescription, type PluginForm, type PluginList } from '../../api/plugins.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { DeclaredAction, isOffered } from './declared-action.js'
import { DeclaredCell } from './declared-cell.js'
import { DeclaredForm } from './declared-form.js'

/** How often a list is read again while something in it goes on. */
const LOOK_AGAIN_MS = 3000

export type Row = Readonly<Record<string, unknown>>

interface DeclaredListProps {
  readonly plugin: PluginDescription
  readonly list: PluginList
  /** Goes to another list of the plugin. */
  readonly onLead: (list: string) => void
}

const isOnRow = (form: PluginForm) => form.route.includes('/:') || form.load?.includes('/:') === true

/** A table over a route of the plugin, with its actions per row and its forms: empty from the head, filled from a row. */
export function DeclaredList({ plugin, list, onLead }: DeclaredListProps) {
  const { storeId } = useShop()
  const { marketing } = useTexts()
  const [opened, setOpened] = useState<{ form: PluginForm; row: Row | null } | null>(null)
  const isBusy = (row: Row) => list.busy?.includes(String(row.state)) === true
  const reply = useQuery({
    queryKey: ['declared', storeId, plugin.id, list.route],
    queryFn: () =>
      callDeclared<{ items: readonly Row[] }>(storeId, { pluginId: plugin.id, route: list.route }),
    enabled: plugin.isOn,
    refetchInterval: ({ state }) => (state.data?.items.some(isBusy) ? LOOK_AGAIN_MS : false),
  })
  const forms = plugin.admin.forms.filter(({ name }) => list.forms.includes(name))
  const actions = plugin.admin.actions.filter(({ name }) => list.rowActions.includes(name))
  const heads = forms.filter((form) => !isOnRow(form))
  const buttons = heads.map((form, index) => (
    <Button
      key={form.name}
      type={index === 0 ? 'primary' : 'default'}
      icon={<PlusOutlined />}
      onClick={() => setOpened({ form, row: null })}
    >
      {form.title}
    </Button>
  ))
  const rowForms = (row: Row) => forms.filter((form) => isOnRow(form) && isOffered(form, row))
  const tools = (row: Row) => (
    <Space size={4} wrap>
      {rowForms(row).map((form) => (
        <Button key={form.name} size="small" type="text" onClick={() => setOpened({ form, row })}>
          {form.title}
        </Button>
      ))}
      {actions.map((action) => (
        <DeclaredAction key={action.name} pluginId={plugin.id} action={action} row={row} />
      ))}
    </Space>
  )
  if (!plugin.isOn) return <Nothing text={marketing.whenOn} />
  return (
    <>
      <Loaded from={reply}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing text={list.empty || marketing.listEmpty} action={<Space>{buttons}</Space>} />
          ) : (
            <>
              <Space className="gap">{buttons}</Space>
              <Rows<Row>
                rows={items}
                keyOf={(row) => String(row.id ?? JSON.stringify(row))}
                columns={[
                  ...list.columns.map((column) => ({
                    title: column.title,
                    key: column.field,
                    render: (_: unknown, row: Row) => (
                      <div className="declared-cell">
                        <DeclaredCell column={column} row={row} />
                      </div>
                    ),
                  })),
                  {
                    title: '',
                    key: 'tools',
                    fixed: 'end' as const,
                    render: (_: unknown, row: Row) => <div className="declared-tools">{tools(row)}</div>,
                  },
                ]}
                card={(row) => <RowCard list={list} row={row} tools={tools(row)} />}
              />
            </>
          )
        }
      </Loaded>
      {opened && (
        <DeclaredForm
          pluginId={plugin.id}
          form={opened.form}
          row={opened.row}
          onClose={() => setOpened(null)}
          onSaved={() => opened.form.leadsTo && onLead(opened.form.leadsTo)}
        />
      )}
    </>
  )
}

interface RowCardProps {
  readonly list: PluginList
  readonly row: Row
  readonly tools: React.ReactNode
}

/** The first column is the title, a state stands beside it, the rest follows by name. */
function RowCard({ list, row, tools }: RowCardProps) {
  const [title, ...rest] = list.columns
  const state = rest.find(({ kind }) => kind === 'state')
  const others = rest.filter((column) => column !== state && isThere(row[column.field]))
  return (
    <div className="stack">
      <span className="row between">
        <strong>{title && <DeclaredCell column={title} row={row} />}</strong>
        {state && <DeclaredCell column={state} row={row} />}
      </span>
      <dl className="facts">
        {others.map((column) => (
          <div key={column.field}>
            <dt>{column.title}</dt>
            <dd>
              <DeclaredCell column={column} row={row} />
            </dd>
          </div>
        ))}
      </dl>
      {tools}
    </div>
  )
}

const isThere = (value: unknown) => value !== null && value !== undefined && value !== ''
