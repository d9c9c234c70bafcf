// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {Enrolment, Task, TaskId, TaskStatus, Terms} from '../training/TrainingTypes.sol';

/// @title Tasks: who trains what with whom, for how much
/// @notice A coordinator proposes terms and pays all rewards in advance; the keyholders accept by signature; trainers
/// enrol with the root of their data and a deposit. Ether is credited, and withdrawn by whoever it is credited to.
/// @dev There is no owner, and nobody can change the terms of a task. Whoever takes part should compute the task's id from
/// terms that it has read.
interface ITrainingTasks {
    /// @dev Which of the terms cannot be.
    enum TermsFault {
        Circuit,
        Root,
        Committee,
        Threshold,
        Steps,
        Multiplier,
        Rounds,
        Trainers,
        Batches,
        Amounts,
        Times
    }

    event TaskCreated(TaskId indexed task, address indexed coordinator, bytes32 salt, Terms terms);
    event CommitteeJoined(TaskId indexed task, address indexed member, uint256 index);
    event TrainerEnrolled(
        TaskId indexed task,
        address indexed trainer,
        uint256 index,
        uint256 dataRoot,
        uint256 batches
    );
    event TrainerLeft(TaskId indexed task, address indexed trainer);
    event TaskEnded(TaskId indexed task);
    event TaskClosed(TaskId indexed task, uint256 refund);
    /// @param upTo The last round that is accounted for
    event TrainerCollected(
        TaskId indexed task,
        address indexed trainer,
        uint256 upTo,
        uint256 earned,
        uint256 forfeited
    );
    event DepositReturned(TaskId indexed task, address indexed trainer, uint256 amount);
    event Credited(address indexed account, uint256 amount);
    event Withdrawn(address indexed account, address indexed to, uint256 amount);

    error TermsRefused(TermsFault fault);
    error TaskExists(TaskId task);
    error TaskNotInStatus(TaskId task, TaskStatus actual, TaskStatus expected);
    /// @notice Exactly this much ether belongs to the call.
    error ValueNotExact(uint256 sent, uint256 expected);
    error TooEarly(uint256 time, uint256 from);
    error TooLate(uint256 time, uint256 until);
    error NotCoordinator(TaskId task, address account);
    error NotInCommittee(TaskId task, address account);
    /// @notice Whoever holds a key must not also submit: it would count twice towards opening a sum.
    error TrainerHoldsKey(TaskId task, address trainer);
    error NotAdmitted(TaskId task, address trainer);
    error AlreadyEnrolled(TaskId task, address trainer);
    error NotEnrolled(TaskId task, address trainer);
    error TaskFull(TaskId task, uint256 active, uint256 enrolled);
    error DatasetRefused(uint256 dataRoot, uint256 batches);
    error RoundsUnsettled(TaskId task, uint256 count);
    error TaskNotOver(TaskId task);
    /// @notice A round of the task is under way.
    error RoundUnderWay(TaskId task, uint256 round);
    error NothingToCollect(TaskId task, address trainer);
    error NothingOwed(address account);
    error WithdrawalToNobody();
    /// @notice Ether comes with calls, or from `Keyholders`.
    error EtherRefused(address sender);

    /// @notice Proposes a task. The rewards of all rounds are sent along.
    /// @param salt Lets a coordinator propose the same terms again
    function create(Terms calldata terms, bytes32 salt) external payable returns (TaskId task);

    /// @notice Shows a member's signature (`IKeyholders.hashAcceptance`), which locks its stake.
    function accept(TaskId task, address owner, uint64 deadline, bytes calldata signature) external;

    /// @notice The caller joins, from the next round on, with a stake and a bond for each round that may come.
    /// @param dataRoot Of its batches; fixed for the whole task
    /// @param admission Its path in the tree of admitted trainers, if there is one
    function enrol(TaskId task, uint256 dataRoot, uint16 batches, bytes32[] calldata admission) external payable;

    /// @notice The caller is not invited to further rounds. Its deposit comes back through `collect`.
    function quit(TaskId task) external;

    /// @notice No further rounds; by the coordinator, between two rounds.
    function stop(TaskId task) external;

    /// @notice Frees the keyholders' stakes and refunds what is left; by anybody, once the task is over, and every round
    /// settled.
    function close(TaskId task) external;

    /// @notice Credits a trainer with what it earned in settled rounds, and returns its deposit when nothing can be due
    /// from it any more; by anybody.
    /// @param limit The most rounds to look at
    function collect(TaskId task, address trainer, uint256 limit) external;

    /// @notice Sends the caller what it is owed.
    function withdraw(address payable to) external;

    function taskIdOf(address coordinator, Terms calldata terms, bytes32 salt) external view returns (TaskId);

    function taskOf(TaskId task) external view returns (Task memory);

    function committeeOf(TaskId task) external view returns (address[] memory);

    function enrolmentOf(TaskId task, address trainer) external view returns (Enrolment memory);

    /// @notice What a trainer deposits if it enrols now: its stake, and its bond for every round that may come.
    function depositOf(TaskId task) external view returns (uint256);

    /// @notice What an account may withdraw.
    function owed(address account) external view returns (uint256);
}
