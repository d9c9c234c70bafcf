import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Address,
  BaseError,
  ContractFunctionExecutionError,
  ContractFunctionRevertedError,
  createPublicClient,
  custom,
  encodeErrorResult,
  type Hex,
  http,
  UserRejectedRequestError,
} from 'viem';
import { chainError, ProtocolError } from '../errors/index.ts';
import { explained, explainFailure, findRevertData } from './failure.ts';
import { keyholdersAbi, query } from './index.ts';

const OWNER: Address = '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512';
const DATA = encodeErrorResult({ abi: keyholdersAbi, errorName: 'MemberNotRegistered', args: [OWNER] });

/** An error as a node or a wallet answers. */
const answer = (code: number | string, message: string, data?: unknown) =>
  Object.assign(new Error(message), { code, ...(data === undefined ? {} : { data }) });

/** What becomes of an answer after viem has wrapped it. */
async function codeOf(thrown: unknown): Promise<string> {
  const request = () => Promise.reject(thrown);
  const client = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) });
  try {
    await query(client, { abi: keyholdersAbi, address: OWNER, functionName: 'member', args: [OWNER] });
  } catch (error) {
    assert.ok(error instanceof ProtocolError, String(error));
    assert.match(error.shortMessage, /^[^\p{Cc}]{8,500}$/u);
    assert.equal(error.cause, undefined);
    return error.code;
  }
  return assert.fail('nothing was thrown');
}

describe('findRevertData', () => {
  const places: [string, unknown][] = [
    ['at the top', { data: DATA }],
    ['as Parity writes it', { data: `Reverted ${DATA}` }],
    ['as Hardhat nests it', { data: { message: 'reverted', txHash: '0x12', data: DATA } }],
    ['as MetaMask nests it', { code: -32603, data: { originalError: { code: 3, data: DATA } } }],
    ['as ethers nests it', { error: { error: { data: DATA } } }],
    ['in the causes', { cause: { cause: { cause: { data: { data: DATA } } } } }],
    ['where viem keeps it', new ContractFunctionRevertedError({ abi: [], data: DATA, functionName: 'f' })],
    [
      'in what viem wraps',
      new ContractFunctionExecutionError(
        new ContractFunctionRevertedError({ abi: keyholdersAbi, data: DATA, functionName: 'member' }),
        { abi: keyholdersAbi, functionName: 'member', args: [OWNER] },
      ),
    ],
  ];
  for (const [title, error] of places) {
    it(`finds it ${title}`, () => {
      assert.equal(findRevertData(error), DATA);
      assert.equal((explainFailure(error) as ProtocolError).code, 'MEMBER_NOT_REGISTERED');
    });
  }

  it('ends on circles and in the deep', () => {
    const circle: Record<string, unknown> = {};
    circle.cause = circle;
    circle.data = [circle, circle];
    assert.equal(findRevertData(circle), undefined);
    let deep: unknown = { data: DATA };
    for (let i = 0; i < 10_000; i++) deep = { cause: deep };
    assert.equal(findRevertData(deep), undefined);
  });

  it('looks at each thing once, so that circles do not hide what lies deeper', () => {
    const circle: Record<string, unknown> = { originalError: { cause: { cause: { data: DATA } } } };
    for (const name of ['cause', 'data', 'error']) circle[name] = circle;
    assert.equal(findRevertData(circle), DATA);
  });

  it('takes nothing else for it', () => {
    for (const data of ['0x', '0x12', '0x123', '0xzz', 5, null, undefined, {}, ['0x12345678']]) {
      assert.equal(findRevertData({ data }), undefined, String(data));
    }
    for (const error of [undefined, null, 'x', 5]) assert.equal(findRevertData(error), undefined);
  });
});

describe('explainFailure', () => {
  const cases: [string, unknown, string][] = [
    ['a revert with data', answer(3, 'execution reverted', DATA), 'MEMBER_NOT_REGISTERED'],
    ['a revert with data from Hardhat', answer(-32603, 'VM Exception', { data: DATA }), 'MEMBER_NOT_REGISTERED'],
    ['a revert without data', answer(3, 'execution reverted'), 'CALL_REVERTED'],
    ['a refusal in a wallet', new UserRejectedRequestError(new Error('no')), 'USER_REJECTED'],
    ['a refusal in a raw wallet', answer(4001, 'User denied'), 'USER_REJECTED'],
    ['too little ether', answer(-32000, 'insufficient funds for gas * price + value'), 'FUNDS_INSUFFICIENT'],
    [
      "too little ether in Hardhat's words",
      answer(-32603, "Sender doesn't have enough funds to send tx"),
      'FUNDS_INSUFFICIENT',
    ],
    ['too much gas', answer(-32000, 'transaction gas limit is too high'), 'GAS_LIMIT_EXCEEDED'],
    ['no connection', answer('ECONNREFUSED', 'connect ECONNREFUSED'), 'NETWORK_UNREACHABLE'],
    ['what only the node understands', answer(-32000, 'header not found\n\u001b[31m'), 'RPC_FAILED'],
  ];
  for (const [title, error, code] of cases) it(`knows ${title}`, async () => assert.equal(await codeOf(error), code));

  it('knows an address without a contract', async () => {
    const client = createPublicClient({ transport: custom({ request: async () => '0x' }) });
    const call = query(client, { abi: keyholdersAbi, address: OWNER, functionName: 'isMember', args: [OWNER] });
    await assert.rejects(call, { code: 'CONTRACT_MISSING' });
  });

  it('knows arguments that cannot be encoded', async () => {
    const client = createPublicClient({ transport: custom({ request: async () => '0x' }) });
    const args = ['0x12' as Hex] as const;
    await assert.rejects(query(client, { abi: keyholdersAbi, address: OWNER, functionName: 'isMember', args }), {
      code: 'ARGUMENT_INVALID',
    });
  });

  it('tells nobody where the node is', async () => {
    const transport = http('http://127.0.0.1:1/v3/password', { retryCount: 0 });
    const error = await query(createPublicClient({ transport }), {
      abi: keyholdersAbi,
      address: OWNER,
      functionName: 'isMember',
      args: [OWNER],
    }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof ProtocolError);
    assert.equal(error.code, 'NETWORK_UNREACHABLE');
    assert.doesNotMatch(`${error.message} ${JSON.stringify(error)} ${String(error.cause)}`, /password/);
  });

  it('leaves our own errors and our own slips as they are', async () => {
    const own = chainError('DEPLOYMENT_INVALID', 'a message');
    assert.equal(explainFailure(own), own);
    const slip = new TypeError('x is not a function');
    assert.equal(explainFailure(slip), slip);
    await assert.rejects(
      explained(() => Promise.reject(slip)),
      slip,
    );
    assert.equal((explainFailure(new BaseError('something new')) as ProtocolError).code, 'RPC_FAILED');
  });
});
