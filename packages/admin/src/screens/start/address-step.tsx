import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Space } from 'antd'
import { useDeferredValue, useState } from 'react'
import { askAddress, openShop } from '../../api/session.js'
import { useSpeech } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'

interface AddressStepProps {
  readonly name: string
  readonly onBack: () => void
  readonly onOpened: (shop: { storeId: string; slug: string }) => void
}

const SLUG = /^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/

/** A first proposal from a name in Latin letters; a Chinese name gives none. */
export function slugFrom(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return slug.length >= 3 ? slug.slice(0, 40).replace(/-+$/, '') : ''
}

export function AddressStep({ name, onBack, onOpened }: AddressStepProps) {
  const { texts, language } = useSpeech()
  const { start, common } = texts
  const fail = useFail()
  const [slug, setSlug] = useState(() => slugFrom(name))
  const open = useMutation({
    mutationFn: () => openShop({ slug, name, locale: language }),
    onSuccess: onOpened,
    onError: fail,
  })
  const answer = useAddress(slug)
  return (
    <Form layout="vertical" requiredMark={false} onFinish={() => open.mutate()}>
      <Form.Item label={start.slug} extra={start.slugHelp} htmlFor="slug">
        <Input
          id="slug"
          value={slug}
          maxLength={40}
          autoFocus
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          placeholder="mili"
          onChange={(event) => setSlug(event.target.value.toLowerCase().trim())}
        />
      </Form.Item>
      <p aria-live="polite" className="slug-answer">
        <SlugAnswer {...answer} />
      </p>
      <Space>
        <Button onClick={onBack}>{common.back}</Button>
        <Button type="primary" htmlType="submit" loading={open.isPending} disabled={!answer.isFree}>
          {start.open}
        </Button>
      </Space>
    </Form>
  )
}

interface Answer {
  readonly isFree: boolean
  readonly origin: string | null
  readonly code: string | null
  readonly isAsking: boolean
}

/** Asks whether an address is free, for what stands there when typing pauses. */
function useAddress(slug: string): Answer {
  const asked = useDeferredValue(slug)
  const isShaped = SLUG.test(asked) && !asked.includes('--')
  const query = useQuery({
    queryKey: ['address', asked],
    queryFn: ({ signal }) => askAddress(asked, signal),
    enabled: isShaped,
    staleTime: 5_000,
  })
  if (slug === '') return { isFree: false, origin: null, code: null, isAsking: false }
  if (!isShaped && asked === slug)
    return { isFree: false, origin: null, code: 'SLUG_MALFORMED', isAsking: false }
  if (!query.data || asked !== slug) return { isFree: false, origin: null, code: null, isAsking: true }
  const { isFree, origin, code } = query.data
  return { isFree, origin, code, isAsking: false }
}

function SlugAnswer({ isFree, origin, code, isAsking }: Answer) {
  const { start } = useSpeech().texts
  const reasons: Readonly<Record<string, string>> = {
    SLUG_TAKEN: start.slugTaken,
    SLUG_RESERVED: start.slugReserved,
    SLUG_MALFORMED: start.slugMalformed,
  }
  if (isAsking) return <span className="quiet">{start.slugChecking}</span>
  if (isFree)
    return (
      <>
        <CheckCircleFilled className="good" /> {start.slugFree} · {start.slugPreview}{' '}
        <strong>{origin}</strong>
      </>
    )
  if (code === null) return null
  return (
    <>
      <CloseCircleFilled className="bad" /> {reasons[code] ?? code}
    </>
  )
}
