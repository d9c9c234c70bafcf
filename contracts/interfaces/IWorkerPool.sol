// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

/// @title Those who evaluate models on ciphertexts: their stakes, and who may be drawn
/// @notice A worker stakes ether and is then drawn at random for jobs. Every result that it commits to locks a bond of its
/// stake until the step is over. There is no owner.
///
/// @dev Every worker with enough free stake is as likely as any other: a place costs its stake, however many one person
/// has. Free stake is `stake - locked - unbonding`. A worker keeps its place as long as it may be drawn, so that nobody
/// changes who is drawn by coming or going.
interface IWorkerPool {
    struct Worker {
        /// All of the worker's ether here, but for what it may claim.
        uint128 stake;
        uint128 locked;
        uint128 unbonding;
        /// When `unbonding` may be withdrawn, in seconds; 0 while nothing unbonds.
        uint64 availableFrom;
        /// Whether it may be drawn. A worker that kept silent, or lost its bond, is taken out until it resumes.
        bool drawable;
        /// The block in which it became drawable, or last staked: draws from the next block on may find it.
        uint64 since;
    }

    /// @param url Where its HTTP API is, for large uploads; may be empty, and binds nobody
    event WorkerJoined(address indexed worker, string url);
    event WorkerStakeDeposited(address indexed worker, uint256 amount);
    event WorkerPaused(address indexed worker);
    event WorkerResumed(address indexed worker);
    event WorkerUnbondingStarted(address indexed worker, uint256 amount, uint64 availableFrom);
    event WorkerStakeWithdrawn(address indexed worker, address indexed to, uint256 amount);
    event Claimed(address indexed account, address indexed to, uint256 amount);

    error StakeTooSmall(address worker, uint256 stake, uint256 least);
    error WorkerUnknown(address worker);
    error WorkerAlreadyDrawable(address worker);
    error WorkerNotDrawable(address worker);
    error StakeNotFree(address worker, uint256 amount, uint256 free);
    error NothingUnbonding(address worker);
    error UnbondingNotOver(address worker, uint64 availableFrom);
    error UrlTooLong(uint256 length, uint256 most);
    error AmountIsZero();
    error RecipientIsZero();
    error NothingClaimable(address account);
    error DelayTooLong(uint64 delay, uint64 longest);

    /// @notice Stake below this is never drawn.
    function LEAST_STAKE() external view returns (uint256);

    /// @notice Seconds between the start of unbonding and the withdrawal.
    function UNBONDING_DELAY() external view returns (uint64);

    /// @notice Stakes what is sent along, which may be nothing, and becomes drawable; also tells of a new URL, and resumes.
    function join(string calldata url) external payable;

    /// @notice No more draws; seats that are filled stay.
    function pause() external;

    /// @notice Drawable again.
    function resume() external;

    /// @notice Takes free stake out of service; with less than `LEAST_STAKE` left, the worker is paused too.
    function startUnbonding(uint256 amount) external;

    /// @notice Sends everything that has unbonded.
    function withdraw(address payable to) external;

    /// @notice Sends everything that the caller earned, or got back.
    function claim(address payable to) external;

    function claimable(address account) external view returns (uint256);

    /// @notice The worker; reverts for one that never joined.
    function workerOf(address worker) external view returns (Worker memory);

    function freeStakeOf(address worker) external view returns (uint256);

    /// @notice Workers that may be drawn, whatever their free stake.
    function drawableCount() external view returns (uint256);

    /// @notice Places that draws go over. Not every one is taken.
    function placeCount() external view returns (uint256);

    /// @notice Who may be drawn from there; zero where nobody is.
    function workerAt(uint256 place) external view returns (address);
}
