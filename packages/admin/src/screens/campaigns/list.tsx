import { PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { type Campaign, listCampaigns, STATES } from '../../api/campaigns.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { CampaignStateTag, Left, MechanicMark, useAudienceText, useWhenText } from './parts.js'
import { StartHere } from './start-here.js'
import { MarketingTabs } from './tabs.js'
import { useMechanics } from './use-campaigns.js'

interface Filter {
  readonly q: string
  readonly state: string
  readonly plugin: string
}

export function Screen() {
  const { storeId } = useShop()
  const { campaigns } = useTexts()
  const to = usePath()
  const may = useMay('marketing:write')
  const [search, setSearch] = useSearchParams()
  const filter = {
    q: search.get('q') ?? '',
    state: search.get('state') ?? '',
    plugin: search.get('plugin') ?? '',
  }
  const isFiltered = Object.values(filter).some((value) => value !== '')
  const change = (part: Partial<Filter>) => {
    const wanted = Object.entries({ ...filter, ...part }).filter(([, value]) => value !== '')
    setSearch(new URLSearchParams(wanted), { replace: true })
  }
  const { q, state, plugin } = filter
  const asked = state === 'archived' ? { plugin, archived: 'true' } : { plugin, state }
  const list = usePaged(['campaigns', storeId, asked], (after) => listCampaigns(storeId, asked, after))
  const isEmpty = list.data?.length === 0 && !isFiltered
  const add = may && !isEmpty && (
    <Link to={to('/marketing/campaigns/new')}>
      <Button type="primary" icon={<PlusOutlined />}>
        {campaigns.create}
      </Button>
    </Link>
  )
  return (
    <Page title={campaigns.title} action={add}>
      <MarketingTabs />
      {!isEmpty && <Filters filter={filter} onChange={change} />}
      <Loaded from={list}>
        {(all) => {
          const rows = all.filter(({ label }) => label.toLowerCase().includes(q.toLowerCase()))
          if (rows.length > 0) return <CampaignRows rows={rows} />
          if (!isFiltered) return <StartHere />
          return (
            <Nothing
              text={campaigns.noneFound}
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
  const { campaigns } = useTexts()
  const mechanics = useMechanics().data ?? []
  return (
    <div className="filters">
      <Input.Search
        key={filter.q}
        allowClear
        placeholder={campaigns.search}
        defaultValue={filter.q}
        onSearch={(q) => onChange({ q: q.trim() })}
      />
      <Select
        value={filter.state}
        aria-label={campaigns.byState}
        onChange={(state) => onChange({ state })}
        options={[
          { value: '', label: campaigns.byState },
          ...STATES.map((state) => ({ value: state, label: campaigns.state[state] })),
          { value: 'archived', label: campaigns.archived },
        ]}
      />
      <Select
        value={filter.plugin}
        aria-label={campaigns.byMechanic}
        onChange={(plugin) => onChange({ plugin })}
        options={[
          { value: '', label: campaigns.byMechanic },
          ...mechanics.map(({ plugin, title }) => ({ value: plugin, label: title })),
        ]}
      />
    </div>
  )
}

function CampaignRows({ rows }: { readonly rows: readonly Campaign[] }) {
  const { columns } = useTexts().campaigns
  const to = usePath()
  const when = useWhenText()
  const audience = useAudienceText()
  const link = ({ id }: Campaign) => to(`/marketing/campaigns/${id}`)
  return (
    <Rows
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        {
          title: columns.name,
          render: (_, row) => (
            <Link to={link(row)} className="stack tight card-link campaign-cell">
              <strong className="clip">{row.label}</strong>
              <span className="quiet">
                <MechanicMark plugin={row.plugin} title={row.mechanic} /> · {row.fault ?? row.summary}
              </span>
            </Link>
          ),
        },
        { title: columns.when, render: (_, row) => <span className="when-cell">{when(row)}</span> },
        { title: columns.who, render: (_, row) => audience(row.audience) },
        { title: columns.state, render: (_, row) => <CampaignStateTag {...row} /> },
        { title: columns.left, render: (_, row) => <Left campaign={row} /> },
      ]}
      card={(row) => (
        <Link to={link(row)} className="card-link stack tight">
          <span className="row between">
            <strong className="clip">{row.label}</strong>
            <CampaignStateTag {...row} />
          </span>
          <span className="quiet">
            <MechanicMark plugin={row.plugin} title={row.mechanic} /> · {row.fault ?? row.summary}
          </span>
          <span className="quiet">{when(row)}</span>
          <Left campaign={row} />
        </Link>
      )}
    />
  )
}
