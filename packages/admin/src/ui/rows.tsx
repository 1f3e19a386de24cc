import { Table, type TableColumnsType } from 'antd'
import type { ReactNode } from 'react'
import { usePhone } from './use-phone.js'

interface RowsProps<T> {
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string
  readonly columns: TableColumnsType<T>
  /** The same row as a card, for a phone. */
  readonly card: (row: T) => ReactNode
  readonly isBusy?: boolean
}

/** A list: a table where there is room for one, cards on a phone. */
export function Rows<T extends object>({ rows, keyOf, columns, card, isBusy = false }: RowsProps<T>) {
  const isPhone = usePhone()
  if (isPhone)
    return (
      <ul className="cards" aria-busy={isBusy}>
        {rows.map((row) => (
          <li key={keyOf(row)} className="panel">
            {card(row)}
          </li>
        ))}
      </ul>
    )
  return (
    <div className="panel panel-flush">
      <Table<T>
        dataSource={[...rows]}
        columns={columns}
        rowKey={keyOf}
        pagination={false}
        loading={isBusy}
        scroll={{ x: 'max-content' }}
      />
    </div>
  )
}
