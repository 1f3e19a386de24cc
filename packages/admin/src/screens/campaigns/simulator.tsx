import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { getCustomer } from '../../api/people.js'
import { simulate } from '../../api/simulator.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { PreviewButton } from './preview-panel.js'
import { askOf, BLANK, lookOfQuestion, type Question } from './simulated.js'
import { SimulatorCart } from './simulator-cart.js'
import { SimulatorResult } from './simulator-result.js'
import { SimulatorWhen, SimulatorWho } from './simulator-who.js'
import { MarketingTabs } from './tabs.js'

/** What a cart would cost somebody at some time, with drafts too, and why. Worked out anew with every change. */
export function Screen() {
  const { storeId } = useShop()
  const { simulator: texts } = useTexts().campaign
  const [search, setSearch] = useSearchParams()
  const [question, setQuestion] = useState<Question>(BLANK)
  const change = (part: Partial<Question>) => setQuestion((before) => ({ ...before, ...part }))
  const customerId = search.get('customer')
  const customer = useQuery({
    queryKey: ['customer', storeId, customerId],
    queryFn: () => getCustomer(storeId, customerId ?? ''),
    enabled: customerId !== null,
  }).data
  const ask = askOf(question, customerId)
  const found = useQuery({
    queryKey: ['simulate', storeId, ask],
    queryFn: () => simulate(storeId, ask),
    enabled: ask.lines.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  return (
    <Page title={texts.title} help={texts.help}>
      <MarketingTabs />
      <div className="simulator">
        <div>
          <SimulatorCart lines={question.lines} onChange={(lines) => change({ lines })} />
          <SimulatorWho
            question={question}
            customer={customer ?? null}
            onChange={change}
            onForget={() => setSearch({}, { replace: true })}
          />
          <SimulatorWhen question={question} onChange={change} />
        </div>
        <div className="simulator-result">
          {ask.lines.length === 0 ? (
            <Panel title={texts.result}>
              <p className="quiet">{texts.start}</p>
            </Panel>
          ) : (
            <Loaded from={found}>
              {(simulated) => (
                <SimulatorResult
                  simulated={simulated}
                  isStale={found.isPlaceholderData}
                  onDelivery={(delivery) => change({ delivery })}
                />
              )}
            </Loaded>
          )}
          <PreviewButton label={texts.preview} look={() => lookOfQuestion(question)} />
        </div>
      </div>
    </Page>
  )
}
