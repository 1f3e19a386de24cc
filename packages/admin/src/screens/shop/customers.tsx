import { Button, Input, Select } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { type Customer, listCustomers } from '../../api/people.js'
import { usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useCustomerTags, useLevels } from '../../schema-form/choice-fields.js'
import { Page } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { CustomerTags, LevelTag, Phone } from './customer-parts.js'

interface Filter {
  readonly phone: string
  readonly level: string
  readonly tag: string
}

export function Screen() {
  const { storeId } = useShop()
  const { customers } = useTexts().shop
  const { campaigns } = useTexts()
  const [search, setSearch] = useSearchParams()
  const filter: Filter = {
    phone: search.get('phone') ?? '',
    level: search.get('level') ?? '',
    tag: search.get('tag') ?? '',
  }
  const isFiltered = Object.values(filter).some((value) => value !== '')
  const change = (part: Partial<Filter>) => {
    const wanted = Object.entries({ ...filter, ...part }).filter(([, value]) => value !== '')
    setSearch(new URLSearchParams(wanted), { replace: true })
  }
  const list = usePaged(['customers', storeId, filter], (cursor) => listCustomers(storeId, filter, cursor))
  return (
    <Page title={customers.title} help={customers.help}>
      <Filters filter={filter} onChange={change} />
      <Loaded from={list}>
        {(rows) => {
          if (rows.length > 0) return <CustomerRows rows={rows} />
          if (!isFiltered) return <Nothing text={customers.empty} help={customers.emptyHelp} />
          return (
            <Nothing
              text={filter.phone ? customers.notFound : customers.noneFound}
              action={<Button onClick={() => setSearch({})}>{campaigns.clear}</Button>}
            />
          )
        }}
      </Loaded>
      <LoadMore list={list} />
    </Page>
  )
}

interface FiltersProps {
  readonly filter: Filter
  readonly onChange: (part: Partial<Filter>) => void
}

function Filters({ filter, onChange }: FiltersProps) {
  const { customers } = useTexts().shop
  const levels = useLevels()
  const tags = useCustomerTags()
  return (
    <div className="filters">
      <Input.Search
        key={filter.phone}
        allowClear
        enterButton
        inputMode="tel"
        defaultValue={filter.phone}
        placeholder={customers.search}
        onSearch={(text) => onChange({ phone: text.trim() })}
      />
      {levels.length > 0 && (
        <Select
          value={filter.level}
          aria-label={customers.anyLevel}
          onChange={(level) => onChange({ level })}
          options={[
            { value: '', label: customers.anyLevel },
            ...levels.map(({ level, title }) => ({ value: level, label: title })),
          ]}
        />
      )}
      {tags.length > 0 && (
        <Select
          value={filter.tag}
          aria-label={customers.anyTag}
          onChange={(tag) => onChange({ tag })}
          options={[
            { value: '', label: customers.anyTag },
            ...tags.map(({ tag }) => ({ value: tag, label: tag })),
          ]}
        />
      )}
    </div>
  )
}

function CustomerRows({ rows }: { readonly rows: readonly Customer[] }) {
  const { customers } = useTexts().shop
  const to = usePath()
  const link = ({ id }: Customer) => to(`/customers/${id}`)
  return (
    <Rows
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        {
          title: customers.name,
          render: (_, row) => (
            <Link to={link(row)} className="stack tight">
              {row.name || <span className="quiet">{customers.unnamed}</span>}
              <CustomerTags tags={row.tags} />
            </Link>
          ),
        },
        { title: customers.phone, render: (_, row) => <Phone id={row.id} masked={row.phoneMasked} /> },
        { title: customers.level, render: (_, row) => <LevelTag customer={row} /> },
        {
          title: customers.points,
          align: 'right',
          render: (_, row) => <span className="num">{row.points}</span>,
        },
        { title: customers.orders, align: 'right', dataIndex: 'ordersPaid' },
        { title: customers.since, render: (_, row) => <Time at={row.createdAt} /> },
      ]}
      card={(row) => (
        <div className="stack tight">
          <Link to={link(row)} className="row between card-link">
            <strong>{row.name || customers.unnamed}</strong>
            <LevelTag customer={row} />
          </Link>
          <Phone id={row.id} masked={row.phoneMasked} />
          <span className="quiet">
            {customers.ordersCount(row.ordersPaid)} · {customers.pointsCount(row.points)}
          </span>
          <CustomerTags tags={row.tags} />
        </div>
      )}
    />
  )
}
