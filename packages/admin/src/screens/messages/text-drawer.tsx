import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Drawer, Input, Segmented } from 'antd'
import { type ComponentRef, useRef, useState } from 'react'
import {
  type Channel,
  type Language,
  type MessageEvent,
  type MessageSetup,
  resetMessageText,
  saveMessageSettings,
  saveMessageText,
  type TextPlace,
} from '../../api/messages.js'
import { useMay, useShop } from '../../app/session.js'
import { useSpeech, useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'
import { useWords } from '../../ui/use-words.js'
import { filled, namesOf, smsSegments } from './sms.js'

const CHANNELS: readonly Channel[] = ['sms', 'email', 'wechat']

interface TextDrawerProps {
  readonly setup: MessageSetup
  readonly event: MessageEvent
  readonly wished: readonly Channel[]
  readonly onClose: () => void
}

/** One message: its words in each language, how they look, and where it goes. */
export function TextDrawer({ setup, event, wished, onClose }: TextDrawerProps) {
  const { messages, common } = useTexts()
  const [language, setLanguage] = useState<Language>(useSpeech().language)
  const [place, setPlace] = useState<TextPlace>('all')
  // What only ever goes by text needs no second wording.
  const hasPlaces = event.category !== 'secret' && wished.includes('sms')
  const mayWrite = useMay('marketing:write')
  return (
    <Drawer open size="large" title={event.title} onClose={onClose}>
      <div className="stack">
        <Segmented<Language>
          value={language}
          onChange={setLanguage}
          options={(['zh-CN', 'en'] as const).map((value) => ({
            value,
            label: messages.texts.language[value],
          }))}
        />
        {hasPlaces && (
          <div className="stack tight">
            <Segmented<TextPlace>
              value={place}
              onChange={setPlace}
              options={(['all', 'sms'] as const).map((value) => ({
                value,
                label: messages.texts.places[value],
              }))}
            />
            {place === 'sms' && <small className="quiet">{messages.texts.smsHelp}</small>}
          </div>
        )}
        <Wording
          key={`${language} ${place}`}
          {...{ setup, event, language, mayWrite }}
          place={hasPlaces ? place : 'all'}
        />
        <Channels {...{ setup, event, wished }} />
        <Button onClick={onClose}>{common.close}</Button>
      </div>
    </Drawer>
  )
}

interface WordingProps {
  readonly setup: MessageSetup
  readonly event: MessageEvent
  readonly language: Language
  readonly place: TextPlace
  readonly mayWrite: boolean
}

function Wording({ setup, event, language, place, mayWrite }: WordingProps) {
  const { storeId } = useShop()
  const { messages, common } = useTexts()
  const { texts } = messages
  const client = useQueryClient()
  const { message } = App.useApp()
  const fail = useFail()
  const withWords = useWords()
  const everywhere = event.own[language] ?? event.ours[language]
  const own = place === 'sms' ? event.ownSms[language] : event.own[language]
  const initial = place === 'sms' ? everywhere : event.ours[language]
  const [text, setText] = useState(own ?? initial)
  const area = useRef<ComponentRef<typeof Input.TextArea>>(null)
  const renew = () => client.invalidateQueries({ queryKey: ['message-setup', storeId] })
  const save = useMutation({
    mutationFn: () =>
      withWords((acknowledged) =>
        saveMessageText(storeId, { event: event.name, language, place }, { text, acknowledged }),
      ),
    onSuccess: async () => {
      void message.success(common.saved)
      await renew()
    },
    onError: fail,
  })
  const reset = useMutation({
    mutationFn: () => resetMessageText(storeId, { event: event.name, language, place }),
    onSuccess: async () => {
      setText(initial)
      void message.success(texts.resetDone)
      await renew()
    },
    onError: fail,
  })
  const insert = (name: string) => {
    const box = area.current?.resizableTextArea?.textArea
    const at = box?.selectionStart ?? text.length
    setText(`${text.slice(0, at)}{${name}}${text.slice(box?.selectionEnd ?? at)}`)
    area.current?.focus()
  }
  const samples = Object.fromEntries(event.variables.map(({ name, sample }) => [name, sample[language]]))
  const shown = filled(text, samples)
  const fault = faultOf(text, event, texts)
  const letters = [...text].length
  return (
    <>
      <div className="stack tight">
        {event.variables.length > 0 && <small className="quiet">{texts.insert}</small>}
        <span className="row row-wrap">
          {event.variables.map(({ name, title, isMust }) => (
            <Button key={name} size="small" disabled={!mayWrite} onClick={() => insert(name)}>
              {title}
              {isMust && <small className="quiet"> · {texts.must}</small>}
            </Button>
          ))}
        </span>
        <Input.TextArea
          ref={area}
          value={text}
          disabled={!mayWrite}
          autoSize={{ minRows: 3, maxRows: 8 }}
          status={fault ? 'error' : ''}
          aria-label={event.title}
          onChange={(typed) => setText(typed.target.value)}
        />
        <span className="row between quiet">
          <small className={fault ? 'bad' : ''} role={fault ? 'alert' : undefined}>
            {fault ?? texts.segments(smsSegments(`【${setup.shopName}】${shown}`))}
          </small>
          <small className={letters > setup.textMax ? 'bad' : ''}>
            {texts.length(letters, setup.textMax)}
          </small>
        </span>
      </div>
      <div className="stack tight">
        <small className="quiet">{texts.preview}</small>
        <div className="message-phone">
          <p className="message-bubble">
            【{setup.shopName}】{shown}
          </p>
        </div>
      </div>
      {mayWrite && (
        <span className="row">
          <Button
            type="primary"
            loading={save.isPending}
            disabled={fault !== null || letters > setup.textMax || text === (own ?? initial)}
            onClick={() => save.mutate()}
          >
            {common.save}
          </Button>
          {own !== null && (
            <Button loading={reset.isPending} onClick={() => reset.mutate()}>
              {place === 'sms' ? texts.resetSms : texts.reset}
            </Button>
          )}
        </span>
      )}
    </>
  )
}

function faultOf(
  text: string,
  { variables }: MessageEvent,
  texts: ReturnType<typeof useTexts>['messages']['texts'],
): string | null {
  if (text.trim() === '') return texts.empty
  const used = namesOf(text)
  const names = (list: readonly string[]) => list.map((name) => `{${name}}`).join(' ')
  const unknown = used.filter((name) => !variables.some((one) => one.name === name))
  if (unknown.length > 0) return texts.unknown(names(unknown))
  const missing = variables.filter(({ name, isMust }) => isMust && !used.includes(name))
  return missing.length > 0 ? texts.missing(names(missing.map(({ name }) => name))) : null
}

function Channels({ setup, event, wished }: Omit<TextDrawerProps, 'onClose'>) {
  const { storeId } = useShop()
  const { messages, common } = useTexts()
  const { texts } = messages
  const may = useMay('store:write')
  const client = useQueryClient()
  const { message } = App.useApp()
  const fail = useFail()
  const choose = useMutation({
    mutationFn: (channels: readonly Channel[]) => {
      const { version, settings } = setup
      const events = { ...settings.events, [event.name]: channels }
      return saveMessageSettings(storeId, { version, settings: { ...settings, events } })
    },
    onSuccess: () => void message.success(common.saved),
    onError: fail,
    onSettled: () => client.invalidateQueries({ queryKey: ['message-setup', storeId] }),
  })
  if (event.category === 'secret') return <p className="quiet">{texts.secretWhere}</p>
  return (
    <div className="stack tight">
      <small className="quiet">{texts.where}</small>
      <Checkbox.Group<Channel>
        value={[...wished]}
        disabled={!may || choose.isPending}
        onChange={(channels) => choose.mutate(channels)}
        options={CHANNELS.map((value) => ({
          value,
          label:
            setup.settings.providers[value] === ''
              ? `${messages.channels[value]}（${texts.notSetUp}）`
              : messages.channels[value],
        }))}
      />
    </div>
  )
}
