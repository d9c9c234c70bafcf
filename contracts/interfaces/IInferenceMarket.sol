// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IModelRegistry, ModelId} from './IModelRegistry.sol';
import {IWorkerPool} from './IWorkerPool.sol';

/// @dev keccak256 of chain, market, creator, model and terms.
type OfferId is bytes32;
/// @dev keccak256 of chain, market, user, offer and request: a request is served once.
type JobId is bytes32;

/// @title Predictions on encrypted inputs, paid from escrow
/// @notice A model's publisher offers a plan; a user asks for a job, with the whole price in escrow. Workers drawn at
/// random evaluate each step of the plan on ciphertexts, commit to the hash of what they got, then reveal it. Evaluation
/// is the same to the bit everywhere, so that honest workers reveal the same hash: `agreeing` of them decide the step.
/// Who revealed another, or does not reveal what it committed to, loses its bond. The chain never sees what a ciphertext
/// holds, and nothing here ever depends on it: whoever is unhappy asks for a further evaluation, never for a decryption.
///
/// A step goes through Drawing, Committing, Revealing and, where somebody may still disagree, Contestable; then the next
/// begins, or the job is served, in split mode after HandOver and Answering. Every phase but Closed has an end in time, from
/// which anybody can move the job on: nobody's absence locks anybody's funds.
///
/// A panel that disagrees, or whose result is contested, grows to twice its size and one. More than half of that decide.
///
/// @dev Draws take the hash of the block after the one that asked for them. A block's proposer can drop its block, and
/// its reward, to have another draw. Nobody else gains a seat once the hash is known: a draw goes over the places as they
/// were when the block was named, and passes over whoever came, or staked more, since.
/// Warning: anybody can ask for jobs that no worker wants. Whoever is drawn has to decline in time, which costs it gas.
/// Warning: with one worker and no contest its result is believed. A user who did not evaluate again does not know.
/// Warning: an intermediate step on which all agree is settled at once; only the last step's result, a refusal, and one on
/// which workers disagree can be contested.
/// Warning: in split mode nothing here says whether the creator's answer is right: it is paid for answering in time.
/// Warning: a worker has `revealSeconds` to show what it committed to, from whenever that phase begins, and loses its bond
/// after that, whatever the reason. Whoever has committed looks at the job until it is over.
/// Warning: a user with workers of its own can keep a job from being decided after others have revealed. That costs a bond
/// for each worker, so that bonds are to be worth more than what is sold: terms are the creator's, and prices change.
/// Assumes: of the stake that is drawn, more is honest than not. A dishonest majority of a panel takes the minority's
/// bonds, unless somebody contests, and the larger panel sees it.
/// The balance is the sum of stakes, claimable amounts, open escrows and deposits, and of what was forfeited to nobody.
interface IInferenceMarket is IWorkerPool {
    enum Mode {
        /// Every layer on ciphertexts; only the user can read the result.
        Encrypted,
        /// Workers evaluate the first layers; the user decrypts, blurs and hands over; the creator runs the rest.
        Split
    }

    enum Phase {
        None,
        /// Waits for the block whose hash draws the missing seats.
        Drawing,
        /// Those drawn evaluate, and commit or decline.
        Committing,
        /// Those who committed reveal.
        Revealing,
        /// Enough agree, and until `until` the user or a worker that would lose may contest.
        Contestable,
        /// Split: the user may hand over.
        HandOver,
        /// Split: the creator may answer.
        Answering,
        Closed
    }

    enum Outcome {
        Open,
        /// All was paid.
        Served,
        /// Workers agreed that the input is none: they are paid, the rest went back.
        Refused,
        /// Its time was over, or no majority was found: what was not earned went back.
        Unserved,
        /// Split: the user did not hand over. Workers are paid, the price went back.
        Abandoned,
        /// Split: the creator did not answer. Workers are paid, the price went back.
        Unanswered
    }

    enum SeatStatus {
        Empty,
        Drawn,
        Committed,
        Revealed,
        /// Gave the seat back in time. Somebody else may be drawn to it, and so to a silent one.
        Declined,
        /// Neither committed nor declined, which costs a fee; or did not reveal, which costs the bond.
        Silent
    }

    /// @dev What a creator says. Its price for one sample is the model's, in the registry.
    struct Terms {
        Mode mode;
        /// Steps for workers, one after the other.
        uint8 steps;
        /// Samples that one job may have.
        uint16 mostSamples;
        /// From the draw: for a panel to fetch, evaluate and commit.
        uint32 commitSeconds;
        uint32 revealSeconds;
        /// To disagree, after enough have agreed.
        uint32 contestSeconds;
        /// Split: for the user to hand over, and for the creator to answer.
        uint32 handOverSeconds;
        uint32 answerSeconds;
        /// To each worker of a panel, for each sample and step, in wei.
        uint96 workerFee;
        /// That each commitment locks; at least `mostSamples * workerFee * MOST_SEATS`.
        uint96 bond;
        /// SHA-256 of the block with the offer's document: network, parameters, cut.
        bytes32 offerCid;
    }

    struct Offer {
        ModelId model;
        address creator;
        bool withdrawn;
        Terms terms;
    }

    /// @dev What a user believes.
    struct Trust {
        /// Seats on a panel, 1 to `MOST_WORKERS`.
        uint8 workers;
        /// Equal results that decide a step: more than half of them.
        uint8 agreeing;
        /// Place for an attested worker's measurement; none is known yet, so that it must be zero.
        bytes32 attestation;
    }

    struct Job {
        OfferId offer;
        address user;
        Phase phase;
        Outcome outcome;
        Trust trust;
        uint16 samples;
        /// The step that is under way, from 0.
        uint8 step;
        /// Seats whose results the step needs: more than `trust.workers` after a disagreement.
        uint8 target;
        bool contested;
        /// The last second of the phase; of Drawing the last in which a panel can be drawn. 0 once closed.
        uint64 until;
        /// When the job ends unserved. Disagreement moves it: each step's by as much as it takes, once.
        uint64 deadline;
        /// The block whose hash draws; 0 outside of Drawing.
        uint64 drawBlock;
        /// What the creator gets for all samples: the price as it was at the request.
        uint128 price;
        /// What the user still has in escrow.
        uint128 escrow;
        /// What the contester deposited.
        uint96 deposit;
        address contester;
        bytes32 requestCid;
        /// What the step takes: the result of the step before it, 0 at first. Results are SHA-256 (of the root block).
        bytes32 input;
        /// What enough workers agreed on in this step; 0 while they have not, or if they never did.
        bytes32 result;
        /// Split: what the user sealed to the creator, and the creator to the user.
        bytes32 sealedCid;
        bytes32 answerCid;
    }

    // The linter takes enums for words.
    // solhint-disable-next-line gas-struct-packing
    struct Seat {
        address worker;
        SeatStatus status;
        /// Drawn after a disagreement.
        bool second;
        /// Until it is revealed.
        bytes32 commitment;
        bytes32 result;
    }

    event OfferMade(OfferId indexed offer, ModelId indexed model, address indexed creator, Terms terms);
    event OfferWithdrawn(OfferId indexed offer);
    event JobRequested(
        JobId indexed job,
        OfferId indexed offer,
        address indexed user,
        bytes32 requestCid,
        uint16 samples,
        Trust trust,
        uint256 escrow
    );
    /// @notice The missing seats are drawn by the hash of that block.
    event DrawAwaited(JobId indexed job, uint8 step, uint64 drawBlock);
    /// @param until By when to commit
    event WorkersDrawn(JobId indexed job, uint8 step, address[] workers, uint64 until);
    event ResultCommitted(JobId indexed job, uint8 step, address indexed worker, bytes32 commitment);
    event SeatDeclined(JobId indexed job, uint8 step, address indexed worker);
    event RevealStarted(JobId indexed job, uint8 step, uint64 until);
    event ResultRevealed(JobId indexed job, uint8 step, address indexed worker, bytes32 result);
    /// @notice Neither committed nor declined.
    event WorkerSilent(JobId indexed job, uint8 step, address indexed worker, uint256 forfeit);
    /// @param contestableUntil 0 where nobody may disagree
    event StepAgreed(JobId indexed job, uint8 step, bytes32 result, uint256 votes, uint64 contestableUntil);
    /// @param contester Zero where the results themselves disagreed
    event StepDisputed(JobId indexed job, uint8 step, address indexed contester, uint8 target);
    /// @param result Zero where it did not reveal what it committed to
    event WorkerSlashed(JobId indexed job, uint8 step, address indexed worker, bytes32 result, uint256 amount);
    event StepSettled(JobId indexed job, uint8 step, bytes32 result);
    event HandOverAwaited(JobId indexed job, uint64 until);
    event JobHandedOver(JobId indexed job, bytes32 sealedCid, uint64 until);
    event JobAnswered(JobId indexed job, bytes32 answerCid);
    event JobClosed(JobId indexed job, Outcome outcome, uint256 refund);
    /// @notice A fee, a price, a refund, or a deposit that returns: to be claimed.
    event Credited(JobId indexed job, address indexed account, uint256 amount);

    error OfferUnknown(OfferId offer);
    error OfferAlreadyMade(OfferId offer);
    error OfferIsWithdrawn(OfferId offer);
    error NotCreatorOf(OfferId offer, address account);
    error NotPublisherOf(ModelId model, address account);
    error ModelNotOffered(ModelId model);
    error OfferTermsRefused(Terms terms);
    error TrustRefused(Trust trust);
    error SamplesRefused(uint256 samples, uint256 most);
    error DurationRefused(uint256 duration, uint256 least, uint256 most);
    error PaymentDiffers(uint256 expected, uint256 sent);
    error CidIsZero();
    error ResultIsZero();
    error JobUnknown(JobId job);
    error JobAlreadyRequested(JobId job);
    error PhaseDiffers(JobId job, Phase phase);
    error TooEarly(uint256 time, uint256 from);
    error TooLate(uint256 time, uint256 until);
    error DrawTooEarly(uint256 blockNumber, uint256 from);
    error NobodyToDraw(JobId job);
    error NotOnPanel(JobId job, address worker);
    error SeatDiffers(JobId job, address worker, SeatStatus status);
    error CommitmentIsZero();
    error RevealDiffers(JobId job, address worker, bytes32 commitment);
    error NotUserOf(JobId job, address account);
    error MayNotContest(JobId job, address account);
    error MayNotAccept(JobId job);
    error ModeDiffers(JobId job, Mode mode);

    function MODELS() external view returns (IModelRegistry);

    /// @notice Seats of a first panel.
    function MOST_WORKERS() external view returns (uint8);

    /// @notice Seats of a panel after a disagreement, at most: twice `MOST_WORKERS`, and one.
    function MOST_SEATS() external view returns (uint8);

    /// @notice The result of workers to whom the input is none: malformed bytes, or another length, than the plan asks for.
    function REFUSAL() external view returns (bytes32);

    /// @notice Offers a model of the caller's.
    function offer(ModelId model, Terms calldata terms) external returns (OfferId);

    /// @notice No more jobs; those under way go on.
    function withdrawOffer(OfferId id) external;

    /// @notice Asks for a job, with `costOf` sent along.
    /// @param duration Seconds until the job ends unserved
    function request(
        OfferId id,
        Trust calldata trust,
        uint16 samples,
        uint64 duration,
        bytes32 requestCid
    ) external payable returns (JobId);

    /// @notice Fills the panel's missing seats from the hash of the block that was named; anybody may.
    /// @dev Names another block where that hash is gone, or where whoever could be drawn came too late for it. Fills what it
    /// can, and reverts with nobody to fill any. No worker has two seats of a step, or another after it gave one back or was silent;
    /// the offer's creator and the user have none, as far as addresses tell.
    function draw(JobId id) external;

    /// @notice The caller's result, hidden: `hashResult` of it. Locks the caller's bond; whoever has too little free stake left
    /// declines.
    function commit(JobId id, bytes32 commitment) external;

    /// @notice Gives the caller's seat back: somebody else is drawn. Before it has committed; or afterwards, with its bond, while
    /// the step waits for others to be drawn.
    function decline(JobId id) external;

    /// @notice Shows what the caller committed to. Nobody can before so many have committed as decide the step: a result
    /// that is known could be copied.
    function reveal(JobId id, bytes32 result, bytes32 salt) external;

    /// @notice Counts what was revealed, once all have or their time is over; anybody may. The last reveal does it too.
    function tally(JobId id) external;

    /// @notice Asks for a further evaluation of the step by more workers, with `contestCostOf` sent along: by the user,
    /// or by a worker whose result lost. The deposit comes back where the result is overturned.
    function contest(JobId id) external payable;

    /// @notice Ends a phase whose time is over, with what follows from it; anybody may.
    function settle(JobId id) external;

    /// @notice The user is content: nobody has to wait. Not while a worker that would lose may contest.
    function accept(JobId id) external;

    /// @notice Split: the user is content with the intermediate, as in `accept`, and gives the creator what it sealed.
    function handOver(JobId id, bytes32 sealedCid) external;

    /// @notice Split: the creator's answer, sealed to the user.
    function answer(JobId id, bytes32 answerCid) external;

    function offerOf(OfferId id) external view returns (Offer memory);

    function jobOf(JobId id) external view returns (Job memory);

    /// @notice The seats of the step under way, or of the last.
    function panelOf(JobId id) external view returns (Seat[] memory);

    /// @notice `samples * (price + workerFee * steps * workers)`, with the price as it is now.
    function costOf(OfferId id, uint8 workers, uint16 samples) external view returns (uint256);

    /// @notice What nobody gets back: bonds of those who revealed what others did not, or nothing, less what they paid for.
    function forfeited() external view returns (uint256);

    function contestCostOf(JobId id) external view returns (uint256);

    function offerIdOf(address creator, ModelId model, Terms calldata terms) external view returns (OfferId);

    function jobIdOf(address user, OfferId id, bytes32 requestCid) external view returns (JobId);

    /// @notice What a worker commits to, for one step of one job here, and nobody else.
    function hashResult(
        JobId id,
        uint8 step,
        address worker,
        bytes32 result,
        bytes32 salt
    ) external pure returns (bytes32);
}
