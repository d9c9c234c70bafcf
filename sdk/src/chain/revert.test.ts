import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Abi,
  type AbiParameter,
  concat,
  encodeAbiParameters,
  encodeErrorResult,
  type Hex,
  pad,
  parseAbi,
  toHex,
} from 'viem';
import { CONTRACT_ABIS, CONTRACT_ERROR_CODES, keyholdersAbi } from './index.ts';
import { explainRevertData, isContractRefusal } from './revert.ts';

const OWNER = '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512';
const STAKE_NOT_FREE = encodeErrorResult({
  abi: keyholdersAbi,
  errorName: 'StakeNotFree',
  args: [OWNER, 5n * 10n ** 18n, 3n],
});
const ERROR = '0x08c379a0';
const PANIC = '0x4e487b71';
const errorString = (text: string): Hex => concat([ERROR, encodeAbiParameters([{ type: 'string' }], [text])]);
const panic = (code: bigint): Hex => concat([PANIC, encodeAbiParameters([{ type: 'uint256' }], [code])]);

/** One line for a person that no terminal obeys and that ends. */
function assertPlain(message: string): void {
  assert.match(message, /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{8,600}$/u);
}

describe('explainRevertData', () => {
  it('gives the code, the arguments and what to do next', () => {
    const { code, details, shortMessage } = explainRevertData(STAKE_NOT_FREE);
    assert.equal(code, 'STAKE_NOT_FREE');
    assert.deepEqual(details, { owner: OWNER, amount: '5000000000000000000', free: '3' });
    assert.equal(
      shortMessage,
      `stake not free: owner ${OWNER}, amount 5 ether, free 3 wei. Deposit more, or wait until a lock is released.`,
    );
  });

  it('writes times as people do', () => {
    const args = [OWNER, 1_800_000_000n] as const;
    const late = (until: bigint) =>
      explainRevertData(
        encodeErrorResult({ abi: keyholdersAbi, errorName: 'UnbondingNotOver', args: [args[0], until] }),
      );
    assert.match(late(args[1]).shortMessage, /availableFrom 2027-01-15T08:00:00Z\./);
    assert.equal(late(args[1]).details.availableFrom, '1800000000');
    assert.match(late(2n ** 64n - 1n).shortMessage, /availableFrom second 18446744073709551615\./);
  });

  it('knows every error of every contract', () => {
    for (const abi of Object.values<Abi>(CONTRACT_ABIS)) {
      for (const item of abi.filter(({ type }) => type === 'error')) {
        if (item.type !== 'error') continue;
        const zero = (type: string, components: readonly AbiParameter[] = []): unknown =>
          type === 'tuple'
            ? Object.fromEntries(components.map((each) => [each.name ?? '', zero(each.type)]))
            : type === 'address'
              ? OWNER
              : type === 'bool'
                ? false
                : type.startsWith('bytes')
                  ? pad('0x', { size: 32 })
                  : type === 'string'
                    ? ''
                    : 0n;
        const args = item.inputs.map((input) => zero(input.type, 'components' in input ? input.components : []));
        const { code, shortMessage } = explainRevertData(
          encodeErrorResult({ abi: [item], errorName: item.name, args: args as never }),
        );
        assert.equal(code, CONTRACT_ERROR_CODES[item.name as keyof typeof CONTRACT_ERROR_CODES]);
        assertPlain(shortMessage);
      }
    }
  });

  it('shows structs by their fields', () => {
    const data = encodeErrorResult({ abi: keyholdersAbi, errorName: 'KeyNotOnCurve', args: [{ x: 1n, y: 2n }] });
    assert.deepEqual(explainRevertData(data).details, { key: '(x 1, y 2)' });
  });

  it('reads the reasons of require and assert', () => {
    const refused = explainRevertData(errorString('not today'));
    assert.deepEqual([refused.code, refused.details.reason], ['CALL_REVERTED', 'not today']);
    const overflow = explainRevertData(panic(0x11n));
    assert.deepEqual([overflow.code, overflow.details.panic], ['CALL_PANICKED', '17']);
    assert.match(overflow.shortMessage, /overflowed/);
    assert.equal(explainRevertData(panic(2n ** 256n - 1n)).code, 'CALL_PANICKED');
    assert.equal(explainRevertData('0x').code, 'CALL_REVERTED');
  });

  it('says that it does not know an error', () => {
    const data = encodeErrorResult({ abi: parseAbi(['error Foreign(uint256 a)']), errorName: 'Foreign', args: [1n] });
    const { code, details } = explainRevertData(data);
    assert.deepEqual([code, details], ['REVERT_UNKNOWN', { selector: data.slice(0, 10), bytes: 36 }]);
    for (const short of ['0x', '0x00', '0x5ab1e2'] as const) {
      assert.ok(['CALL_REVERTED', 'REVERT_UNKNOWN', 'REVERT_MALFORMED'].includes(explainRevertData(short).code), short);
    }
  });

  it('does not trust data that is cut short, at any length', () => {
    for (let length = 10; length < STAKE_NOT_FREE.length; length += 2) {
      const { code, shortMessage } = explainRevertData(STAKE_NOT_FREE.slice(0, length) as Hex);
      assert.equal(code, 'REVERT_MALFORMED');
      assertPlain(shortMessage);
    }
    assert.equal(explainRevertData(ERROR).code, 'REVERT_MALFORMED');
    assert.equal(explainRevertData(PANIC).code, 'REVERT_MALFORMED');
  });

  it('does not follow lengths and offsets that lead away', () => {
    const word = (value: bigint) => toHex(value, { size: 32 });
    for (const [offset, length] of [
      [0x20n, 2n ** 255n],
      [0x20n, 2n ** 32n],
      [2n ** 255n, 1n],
      [0n, 0n],
      [0x20n, 33n],
    ] as const) {
      const { code, shortMessage } = explainRevertData(concat([ERROR, word(offset), word(length)]));
      assert.ok(['REVERT_MALFORMED', 'CALL_REVERTED'].includes(code), `${offset} ${length}`);
      assertPlain(shortMessage);
    }
  });

  it('cuts a long reason, and does not read megabytes', () => {
    const long = explainRevertData(errorString('x'.repeat(10_000)));
    assert.equal(long.code, 'CALL_REVERTED');
    assertPlain(long.shortMessage);
    assert.ok(String(long.details.reason).length < 200);
    const huge = explainRevertData(concat([ERROR, `0x${'00'.repeat(4_000_000)}`]));
    assert.deepEqual([huge.code, huge.details.bytes], ['REVERT_MALFORMED', 4_000_004]);
  });

  it('passes nothing on that a terminal would obey or a reader mistake', () => {
    const text = 'ok\n\u001b[2Jerror FAKE: x\r\u202etxet\u2028\u0000 https://node.example/v3/password tail';
    const { shortMessage, details } = explainRevertData(errorString(text));
    assertPlain(shortMessage);
    assert.doesNotMatch(JSON.stringify([shortMessage, details]), /password|\\u001b|\\n/);
  });
});

describe('isContractRefusal', () => {
  it('tells what a contract refuses from what goes wrong on the way', () => {
    assert.ok(isContractRefusal(explainRevertData(STAKE_NOT_FREE)));
    assert.ok(!isContractRefusal(explainRevertData('0x')));
    assert.ok(!isContractRefusal(new Error('STAKE_NOT_FREE')));
  });
});

describe('refusals of Training', () => {
  const of = (errorName: string, args: readonly unknown[]) =>
    explainRevertData(encodeErrorResult({ abi: CONTRACT_ABIS.Training as Abi, errorName, args }));

  it('names what enums count, and keep the number in details', () => {
    const task = toHex(7, { size: 32 });
    const status = of('TaskNotInStatus', [task, 1, 2]);
    assert.match(status.shortMessage, /^task not in status: task 0x0*7, actual proposed, expected running\. /);
    assert.equal(status.details.actual, '1');
    assert.match(of('TermsRefused', [10]).shortMessage, /^terms refused: fault times\. /);
    assert.match(of('RoundNotInStatus', [task, 1n, 9]).shortMessage, /actual 9\. /);
  });

  it('has instants as dates and amounts in ether, by the error that they belong to', () => {
    assert.match(of('TooEarly', [0n, 60n]).shortMessage, /from 1970-01-01T00:01:00Z/);
    assert.match(of('TooLate', [0n, 60n]).shortMessage, /until 1970-01-01T00:01:00Z/);
    assert.match(of('SeedTooEarly', [5n, 60n]).shortMessage, /from 60\. /);
    assert.match(of('ValueNotExact', [0n, 10n ** 18n]).shortMessage, /sent 0 wei, expected 1 ether\. /);
  });
});

describe('refusals of InferenceMarket', () => {
  const job = toHex(7, { size: 32 });
  const worker = `0x${'17'.repeat(20)}`;
  const of = (errorName: string, args: readonly unknown[]) =>
    explainRevertData(encodeErrorResult({ abi: CONTRACT_ABIS.InferenceMarket as Abi, errorName, args }));

  it('names phases, seats and modes', () => {
    assert.match(of('PhaseDiffers', [job, 5]).shortMessage, /^phase differs: job 0x0*7, phase hand-over\. /);
    assert.match(of('SeatDiffers', [job, worker, 4]).shortMessage, /status declined\. /);
    assert.match(of('ModeDiffers', [job, 0]).shortMessage, /mode encrypted\. /);
  });

  it('has amounts in ether', () => {
    assert.match(of('PaymentDiffers', [10n ** 18n, 0n]).shortMessage, /expected 1 ether, sent 0 wei\. /);
    assert.match(of('StakeTooSmall', [worker, 7n, 10n ** 17n]).shortMessage, /stake 7 wei, least 0\.1 ether\. /);
  });
});
