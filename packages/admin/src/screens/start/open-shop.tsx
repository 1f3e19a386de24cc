import { useQueryClient } from '@tanstack/react-query'
import { Steps } from 'antd'
import { useState } from 'react'
import { SHOPS } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { AddressStep } from './address-step.js'
import { LookStep } from './look-step.js'
import { NameStep } from './name-step.js'
import { Plain } from './plain.js'

interface Opened {
  readonly storeId: string
  readonly slug: string
}

/** Three small steps: name, address, look. The shop exists after the second; the third can be left for later. */
export function Screen() {
  const { start } = useTexts()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [isNamed, setNamed] = useState(false)
  const [opened, setOpened] = useState<Opened | null>(null)
  const step = opened ? 2 : isNamed ? 1 : 0
  return (
    <Plain>
      <div className="page-head">
        <h1>{start.openTitle}</h1>
      </div>
      <Steps
        size="small"
        current={step}
        responsive={false}
        items={start.steps.map((title) => ({ title }))}
        className="steps"
      />
      <div className="panel">
        {step === 0 && (
          <NameStep
            name={name}
            onNamed={(text) => {
              setName(text)
              setNamed(true)
            }}
          />
        )}
        {step === 1 && (
          <AddressStep
            name={name}
            onBack={() => setNamed(false)}
            onOpened={async (shop) => {
              await client.invalidateQueries({ queryKey: SHOPS })
              setOpened(shop)
            }}
          />
        )}
        {opened && <LookStep storeId={opened.storeId} slug={opened.slug} />}
      </div>
    </Plain>
  )
}
