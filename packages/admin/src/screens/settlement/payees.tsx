import { Link } from 'react-router'
import { listPayees } from '../../api/payouts.js'
import { usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { SettlementTabs } from './parts.js'

/** Who has given details to be paid, masked. */
export function Screen() {
  const { storeId } = useShop()
  const { settlement } = useTexts()
  const texts = settlement.payees
  const to = usePath()
  const zone = useZone()
  const list = usePaged(['settlement', storeId, 'payees'], (cursor) => listPayees(storeId, cursor))
  const link = ({ customerId }: { readonly customerId: string }) => to(`/settlement/payees/${customerId}`)
  return (
    <Page title={settlement.tabs.payees} help={texts.help}>
      <SettlementTabs />
      <Loaded from={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing text={texts.empty} help={texts.emptyHelp} />
          ) : (
            <Rows
              rows={rows}
              keyOf={(row) => row.customerId}
              columns={[
                { title: texts.name, render: (_, row) => <Link to={link(row)}>{row.name}</Link> },
                { title: texts.idNumber, render: (_, row) => <span className="num">{row.idNumber}</span> },
                {
                  title: texts.account,
                  render: (_, row) => `${settlement.ways[row.way]} ${row.account}`,
                },
                { title: texts.consented, render: (_, row) => <Time at={row.consentedAt} zone={zone} /> },
              ]}
              card={(row) => (
                <Link to={link(row)} className="card-link stack tight">
                  <strong>{row.name}</strong>
                  <span className="quiet num">{row.idNumber}</span>
                  <span className="quiet">
                    {settlement.ways[row.way]} {row.account}
                  </span>
                </Link>
              )}
            />
          )
        }
      </Loaded>
      <LoadMore list={list} />
    </Page>
  )
}
