// One door from the tasks to the SDK: what they use of it can be read here.
export * from '@tacit/sdk';
export * from '@tacit/sdk/node';
