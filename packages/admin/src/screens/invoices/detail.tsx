import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Typography } from 'antd'
import { Link, useParams } from 'react-router'
import { actOnInvoice, getInvoice, type InvoiceDetail, keepPaper, savePaper } from '../../api/invoices.js'
import { usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Act, TextField } from '../../ui/act.js'
import { CopyButton } from '../../ui/copy-button.js'
import { Fact } from '../../ui/fact.js'
import { Price } from '../../ui/money-field.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'
import { FileField } from './file-field.js'
import { InvoiceTag } from './list.js'

/** One invoice: whom it is for, ready to be copied, and what is to be done about it. */
export function Screen() {
  const { invoiceId = '' } = useParams()
  const { storeId } = useShop()
  const texts = useTexts().invoices
  const to = usePath()
  const detail = useQuery({
    queryKey: ['invoices', storeId, 'one', invoiceId],
    queryFn: () => getInvoice(storeId, invoiceId),
  })
  return (
    <Page isNarrow back={to('/invoices')} title={texts.detail}>
      <Loaded from={detail} rows={8}>
        {(invoice) => (
          <>
            <Doing invoice={invoice} />
            <Buyer invoice={invoice} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

interface Props {
  readonly invoice: InvoiceDetail
}

function Doing({ invoice }: Props) {
  const texts = useTexts().invoices
  const { number, redNumber, reason, hasFile, needsRed } = invoice
  return (
    <Panel>
      <div className="row between row-wrap">
        <span className="stack tight">
          <span>
            <InvoiceTag invoice={invoice} /> <strong>{texts.kinds[invoice.kind]}</strong>
          </span>
          <span className="quiet">{needsRed ? texts.next.red : texts.next[invoice.state]}</span>
        </span>
        <span className="stack tight">
          <span className="quiet">{texts.amount}</span>
          <strong className="total">
            <Price money={invoice.amount} />
          </strong>
        </span>
      </div>
      {needsRed && <Alert type="warning" showIcon title={texts.redHint} />}
      {number !== '' && <Fact label={texts.number}>{<Copied text={number} />}</Fact>}
      {redNumber !== '' && <Fact label={texts.redNumber}>{<Copied text={redNumber} />}</Fact>}
      {reason !== '' && <Fact label={texts.reason}>{reason}</Fact>}
      <div className="row row-wrap">
        {invoice.state === 'asked' && <Issue invoice={invoice} />}
        {invoice.state === 'asked' && <Refuse invoice={invoice} />}
        {needsRed && <Redden invoice={invoice} />}
        {hasFile && <SavePaper invoice={invoice} />}
        {invoice.state === 'issued' && <ReplacePaper invoice={invoice} />}
      </div>
    </Panel>
  )
}

const Copied = ({ text }: { readonly text: string }) => (
  <Typography.Text className="num">
    {text} <CopyButton isSmall text={text} />
  </Typography.Text>
)

const NUMBER = /^[0-9A-Za-z-]{1,30}$/

function Issue({ invoice }: Props) {
  const { storeId } = useShop()
  const texts = useTexts().invoices
  return (
    <Act<{ number: string; link?: string; file?: File | null }>
      renews="invoices"
      label={texts.issue}
      button={{ type: 'primary' }}
      title={texts.issue}
      help={texts.issueHelp}
      done={texts.issued}
      act={async ({ number, link = '', file }) => {
        // The paper first: a shopper who is told finds it there.
        if (file) await keepPaper(storeId, invoice.id, file)
        const rest = link.trim() === '' ? {} : { link: link.trim() }
        await actOnInvoice(storeId, invoice.id, 'issue', { number: number.trim(), ...rest })
      }}
    >
      <NumberField label={texts.number} />
      <Form.Item name="file" label={texts.file} extra={texts.fileHelp} initialValue={null}>
        <FileField />
      </Form.Item>
      <Form.Item
        name="link"
        label={texts.link}
        rules={[{ pattern: /^\s*(https:\/\/[^\s<>"]+)?\s*$/, message: texts.linkBad, max: 300 }]}
      >
        <Input maxLength={300} inputMode="url" placeholder="https://" />
      </Form.Item>
    </Act>
  )
}

function NumberField({ label }: { readonly label: string }) {
  const texts = useTexts().invoices
  return (
    <Form.Item
      name="number"
      label={label}
      rules={[
        { required: true, message: texts.numberBad, pattern: NUMBER, transform: (text) => text?.trim() },
      ]}
    >
      <Input maxLength={30} inputMode="numeric" autoComplete="off" />
    </Form.Item>
  )
}

function Refuse({ invoice }: Props) {
  const { storeId } = useShop()
  const texts = useTexts().invoices
  return (
    <Act<{ reason: string }>
      renews="invoices"
      label={texts.refuse}
      isDanger
      title={texts.refuse}
      help={texts.refuseHelp}
      done={texts.refused}
      act={({ reason }) => actOnInvoice(storeId, invoice.id, 'refuse', { reason })}
    >
      <TextField name="reason" label={texts.reason} isRequired options={texts.reasons} />
    </Act>
  )
}

function Redden({ invoice }: Props) {
  const { storeId } = useShop()
  const texts = useTexts().invoices
  return (
    <Act<{ number: string }>
      renews="invoices"
      label={texts.redden}
      button={{ type: 'primary' }}
      title={texts.redden}
      help={texts.reddenHelp}
      done={texts.reddened}
      act={({ number }) => actOnInvoice(storeId, invoice.id, 'redden', { number: number.trim() })}
    >
      <NumberField label={texts.redNumber} />
    </Act>
  )
}

function SavePaper({ invoice }: Props) {
  const { storeId } = useShop()
  const texts = useTexts().invoices
  const fail = useFail()
  return <Button onClick={() => void savePaper(storeId, invoice).catch(fail)}>{texts.download}</Button>
}

function ReplacePaper({ invoice }: Props) {
  const { storeId } = useShop()
  const texts = useTexts().invoices
  const { common } = useTexts()
  return (
    <Act<{ file: File | null }>
      renews="invoices"
      label={invoice.hasFile ? texts.replaceFile : texts.addFile}
      title={texts.file}
      help={texts.fileHelp}
      done={common.saved}
      act={async ({ file }) => file && keepPaper(storeId, invoice.id, file)}
    >
      <Form.Item
        name="file"
        initialValue={null}
        rules={[
          { validator: async (_, file) => (file ? undefined : Promise.reject(new Error(common.required))) },
        ]}
      >
        <FileField />
      </Form.Item>
    </Act>
  )
}

function Buyer({ invoice }: Props) {
  const texts = useTexts().invoices
  const to = usePath()
  const zone = useZone()
  const { title, taxNumber, email } = invoice.buyer
  return (
    <Panel title={texts.buyer}>
      <Fact label={texts.titleOf}>
        <Copied text={title} />
      </Fact>
      {taxNumber !== '' && (
        <Fact label={texts.taxNumber}>
          <Copied text={taxNumber} />
        </Fact>
      )}
      <Fact label={texts.email}>
        <Copied text={email} />
      </Fact>
      <Fact label={texts.order}>
        <Link to={to(`/orders/${invoice.orderId}`)}>{invoice.orderNumber}</Link>
      </Fact>
      <Fact label={texts.askedAt}>
        <Time at={invoice.askedAt} zone={zone} />
      </Fact>
      <p className="quiet">{texts.buyerHelp}</p>
    </Panel>
  )
}
