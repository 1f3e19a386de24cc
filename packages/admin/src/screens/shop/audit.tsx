import { Button, Modal } from 'antd'
import { useState } from 'react'
import { type AuditEntry, listAudit } from '../../api/store.js'
import { useShop } from '../../app/session.js'
import { useStaffNames } from '../../app/use-staff-names.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'

export function Screen() {
  const { storeId } = useShop()
  const { shop, common } = useTexts()
  const { audit } = shop
  const list = usePaged(['audit', storeId], (cursor) => listAudit(storeId, cursor))
  const whoOf = useStaffNames()
  const [shown, setShown] = useState<AuditEntry | null>(null)
  const whatOf = ({ action }: AuditEntry) =>
    audit.actions[action] ?? (action.startsWith('plugin.') ? audit.ofPlugin : action)
  const details = (row: AuditEntry) =>
    Object.keys(row.data).length > 0 && (
      <Button size="small" type="text" onClick={() => setShown(row)}>
        {audit.details}
      </Button>
    )
  return (
    <Page title={audit.title} help={audit.help}>
      <Loaded from={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing text={audit.empty} />
          ) : (
            <Rows
              rows={rows}
              keyOf={(row) => row.id}
              columns={[
                { title: audit.time, width: 170, render: (_, row) => <Time at={row.at} /> },
                { title: audit.who, width: 160, render: (_, row) => whoOf(row.actor) },
                { title: audit.what, render: (_, row) => whatOf(row) },
                { title: audit.about, render: (_, row) => <code className="quiet">{row.subject}</code> },
                { title: '', width: 90, render: (_, row) => details(row) },
              ]}
              card={(row) => (
                <div className="stack tight">
                  <span className="row between">
                    <strong>{whatOf(row)}</strong>
                    {details(row)}
                  </span>
                  <span className="quiet">
                    {whoOf(row.actor)} · <Time at={row.at} />
                  </span>
                </div>
              )}
            />
          )
        }
      </Loaded>
      <LoadMore list={list} />
      <Modal
        open={shown !== null}
        title={shown && whatOf(shown)}
        onCancel={() => setShown(null)}
        footer={<Button onClick={() => setShown(null)}>{common.close}</Button>}
      >
        <code className="quiet">{shown?.subject}</code>
        <pre className="data">{JSON.stringify(shown?.data, null, 2)}</pre>
      </Modal>
    </Page>
  )
}
