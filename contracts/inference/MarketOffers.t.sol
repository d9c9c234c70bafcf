// SPDX-License-Identifier: GPL-3.0-only
pragma solidity 0.8.37;

import {IInferenceMarket, JobId, OfferId} from '../interfaces/IInferenceMarket.sol';
import {IModelRegistry, ModelId} from '../interfaces/IModelRegistry.sol';
import {InferenceMarket} from './InferenceMarket.sol';
import {MarketSupport} from './MarketSupport.t.sol';

/// @dev What is offered, and what is asked for.
contract MarketOffersTest is MarketSupport {
    uint64 private constant _LEAST = COMMIT + REVEAL;

    function setUp() public {
        _startMarket();
    }

    function _expectTerms(IInferenceMarket.Terms memory terms) private {
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.OfferTermsRefused.selector, terms));
        _offer(terms);
    }

    function _ask(OfferId offer, IInferenceMarket.Trust memory trust, uint16 samples, uint64 duration) private {
        VM.deal(USER, 1 ether);
        VM.prank(USER);
        market.request{value: 1}(offer, trust, samples, duration, REQUEST);
    }

    // Offers

    function test_KeepsWhatIsOffered() public {
        IInferenceMarket.Terms memory terms = _splitTerms();
        OfferId id = market.offerIdOf(CREATOR, model, terms);
        VM.expectEmit();
        emit IInferenceMarket.OfferMade(id, model, CREATOR, terms);
        assertEq(OfferId.unwrap(_offer(terms)), OfferId.unwrap(id));
        IInferenceMarket.Offer memory kept = market.offerOf(id);
        assertEq(kept.creator, CREATOR);
        assertEq(ModelId.unwrap(kept.model), ModelId.unwrap(model));
        assertFalse(kept.withdrawn, 'withdrawn');
        assertEq(keccak256(abi.encode(kept.terms)), keccak256(abi.encode(terms)));
    }

    function test_OnlyThePublisherOffers() public {
        IInferenceMarket.Terms memory terms = _terms();
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.NotPublisherOf.selector, model, STRANGER));
        VM.prank(STRANGER);
        market.offer(model, terms);
        ModelId none = ModelId.wrap(keccak256('none'));
        VM.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelUnknown.selector, none));
        VM.prank(CREATOR);
        market.offer(none, terms);
        VM.prank(CREATOR);
        models.withdraw(model);
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.ModelNotOffered.selector, model));
        VM.prank(CREATOR);
        market.offer(model, terms);
    }

    function test_RefusesTheSameOfferTwice() public {
        OfferId id = _offer(_terms());
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.OfferAlreadyMade.selector, id));
        _offer(_terms());
        VM.prank(CREATOR);
        market.withdrawOffer(id);
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.OfferAlreadyMade.selector, id));
        _offer(_terms());
    }

    function test_NamesEverythingOfAnOffer() public {
        bytes32 id = OfferId.unwrap(market.offerIdOf(CREATOR, model, _terms()));
        bytes32 name = keccak256('tacit.offer');
        assertEq(id, keccak256(abi.encode(name, block.chainid, address(market), CREATOR, model, _terms())));
        InferenceMarket elsewhere = new InferenceMarket(models, LEAST_STAKE, DELAY);
        assertFalse(OfferId.unwrap(elsewhere.offerIdOf(CREATOR, model, _terms())) == id, 'market');
        assertFalse(OfferId.unwrap(market.offerIdOf(USER, model, _terms())) == id, 'creator');
        uint256 here = block.chainid;
        VM.chainId(here + 1);
        assertFalse(OfferId.unwrap(market.offerIdOf(CREATOR, model, _terms())) == id, 'chain');
        VM.chainId(here);
    }

    function test_RefusesTermsThatCannotWork() public {
        for (uint256 fault; fault < 12; ++fault) {
            IInferenceMarket.Terms memory terms = fault > 9 ? _splitTerms() : _terms();
            if (fault == 0) terms.steps = 0;
            if (fault == 1) terms.mostSamples = 0;
            if (fault == 2) terms.offerCid = 0;
            if (fault == 3) terms.commitSeconds = 59;
            if (fault == 4) terms.revealSeconds = 7 days + 1;
            if (fault == 5) terms.contestSeconds = 0;
            if (fault == 6) terms.bond = 6362;
            if (fault == 7) (terms.workerFee, terms.bond) = (0, 0);
            if (fault == 8) terms.handOverSeconds = 1;
            if (fault == 9) terms.answerSeconds = 60;
            if (fault == 10) terms.handOverSeconds = 59;
            if (fault == 11) terms.answerSeconds = 7 days + 1;
            _expectTerms(terms);
        }
    }

    function testFuzz_OneBondPaysForEverybody(uint16 samples, uint96 fee, uint96 bond) public {
        IInferenceMarket.Terms memory terms = _terms();
        (terms.mostSamples, terms.workerFee, terms.bond) = (samples, fee, bond);
        bool sound = samples != 0 && bond != 0 && bond >= uint256(samples) * fee * 9;
        if (!sound) _expectTerms(terms);
        else _offer(terms);
    }

    function test_TakesTermsAtTheirLimits() public {
        IInferenceMarket.Terms memory terms = _splitTerms();
        (terms.commitSeconds, terms.revealSeconds, terms.contestSeconds) = (60, 7 days, 60);
        (terms.handOverSeconds, terms.answerSeconds, terms.steps) = (7 days, 60, 255);
        terms.bond = 6363;
        _offer(terms);
        (terms.workerFee, terms.bond) = (0, 1);
        _offer(terms);
    }

    function test_OnlyTheCreatorWithdraws() public {
        OfferId id = _offer(_terms());
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.NotCreatorOf.selector, id, STRANGER));
        VM.prank(STRANGER);
        market.withdrawOffer(id);
        VM.expectEmit();
        emit IInferenceMarket.OfferWithdrawn(id);
        VM.prank(CREATOR);
        market.withdrawOffer(id);
        assertTrue(market.offerOf(id).withdrawn, 'withdrawn');
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.OfferIsWithdrawn.selector, id));
        VM.prank(CREATOR);
        market.withdrawOffer(id);
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.OfferIsWithdrawn.selector, id));
        _ask(id, _trust(1, 1), 1, DURATION);
    }

    function test_NothingIsKnownOfAnOfferThatIsNone() public {
        OfferId none = OfferId.wrap(keccak256('none'));
        bytes memory reason = abi.encodeWithSelector(IInferenceMarket.OfferUnknown.selector, none);
        VM.expectRevert(reason);
        market.offerOf(none);
        VM.expectRevert(reason);
        market.withdrawOffer(none);
        VM.expectRevert(reason);
        market.costOf(none, 1, 1);
        VM.expectRevert(reason);
        _ask(none, _trust(1, 1), 1, DURATION);
    }

    // Requests

    function test_KeepsWhatIsAskedFor() public {
        OfferId offer = _offer(_stepTerms(2));
        _pool(2);
        uint256 cost = uint256(SAMPLES) * (uint256(PRICE) + 2 * 3 * uint256(FEE));
        assertEq(market.costOf(offer, 3, SAMPLES), cost);
        VM.deal(USER, cost);
        JobId id = market.jobIdOf(USER, offer, REQUEST);
        VM.expectEmit();
        emit IInferenceMarket.JobRequested(id, offer, USER, REQUEST, SAMPLES, _trust(3, 2), cost);
        VM.expectEmit();
        emit IInferenceMarket.DrawAwaited(id, 0, uint64(block.number + 1));
        VM.prank(USER);
        market.request{value: cost}(offer, _trust(3, 2), SAMPLES, DURATION, REQUEST);
        IInferenceMarket.Job memory job;
        (job.offer, job.user, job.phase) = (offer, USER, IInferenceMarket.Phase.Drawing);
        (job.trust, job.samples, job.target) = (_trust(3, 2), SAMPLES, 3);
        job.deadline = uint64(block.timestamp + DURATION);
        (job.until, job.drawBlock) = (job.deadline - COMMIT - REVEAL, uint64(block.number + 1));
        (job.escrow, job.price, job.requestCid) = (uint128(cost), uint128(uint256(PRICE) * SAMPLES), REQUEST);
        assertEq(keccak256(abi.encode(market.jobOf(id))), keccak256(abi.encode(job)));
        assertEq(market.panelOf(id).length, 0);
        assertEq(market.contestCostOf(id), uint256(FEE) * SAMPLES * 4);
    }

    function test_NamesEverythingOfAJob() public {
        OfferId offer = _offer(_terms());
        bytes32 id = JobId.unwrap(market.jobIdOf(USER, offer, REQUEST));
        bytes32 name = keccak256('tacit.job');
        assertEq(id, keccak256(abi.encode(name, block.chainid, address(market), USER, offer, REQUEST)));
        InferenceMarket elsewhere = new InferenceMarket(models, LEAST_STAKE, DELAY);
        assertFalse(JobId.unwrap(elsewhere.jobIdOf(USER, offer, REQUEST)) == id, 'market');
        assertFalse(JobId.unwrap(market.jobIdOf(STRANGER, offer, REQUEST)) == id, 'user');
        uint256 here = block.chainid;
        VM.chainId(here + 1);
        assertFalse(JobId.unwrap(market.jobIdOf(USER, offer, REQUEST)) == id, 'chain');
        VM.chainId(here);
    }

    function testFuzz_TrustIsAMajority(uint8 workers, uint8 agreeing) public {
        OfferId offer = _offer(_terms());
        bool sound = workers <= 4 && agreeing <= workers && 2 * uint256(agreeing) > workers;
        if (!sound) {
            VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.TrustRefused.selector, _trust(workers, agreeing)));
            _ask(offer, _trust(workers, agreeing), 1, DURATION);
        } else {
            _request(offer, workers, agreeing);
        }
    }

    function test_NoAttestationIsKnown() public {
        OfferId offer = _offer(_terms());
        IInferenceMarket.Trust memory trust = _trust(1, 1);
        trust.attestation = bytes32(uint256(1));
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.TrustRefused.selector, trust));
        _ask(offer, trust, 1, DURATION);
    }

    function test_SamplesAreBounded() public {
        OfferId offer = _offer(_terms());
        uint16[3] memory counts = [0, MOST_SAMPLES + 1, type(uint16).max];
        for (uint256 i; i < counts.length; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.SamplesRefused.selector, counts[i], MOST_SAMPLES));
            _ask(offer, _trust(1, 1), counts[i], DURATION);
        }
    }

    function test_DurationsAreBounded() public {
        OfferId offer = _offer(_stepTerms(3));
        uint64[4] memory durations = [0, 3 * _LEAST - 1, 30 days + 1, type(uint64).max];
        for (uint256 i; i < durations.length; ++i) {
            VM.expectRevert(
                abi.encodeWithSelector(IInferenceMarket.DurationRefused.selector, durations[i], 3 * _LEAST, 30 days)
            );
            _ask(offer, _trust(1, 1), 1, durations[i]);
        }
    }

    function test_RefusesARequestOfNothing() public {
        OfferId offer = _offer(_terms());
        VM.deal(USER, 1 ether);
        _expect(IInferenceMarket.CidIsZero.selector);
        VM.prank(USER);
        market.request{value: 1}(offer, _trust(1, 1), 1, DURATION, 0);
    }

    function testFuzz_TakesTheExactPrice(uint16 samples, uint8 workers, uint256 value) public {
        samples = uint16(bound(samples, 1, MOST_SAMPLES));
        workers = uint8(bound(workers, 1, 4));
        OfferId offer = _offer(_terms());
        uint256 cost = uint256(samples) * (PRICE + uint256(FEE) * workers);
        value = bound(value, 0, 2 * cost);
        VM.deal(USER, value);
        if (value != cost) {
            VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.PaymentDiffers.selector, cost, value));
        }
        VM.prank(USER);
        market.request{value: value}(offer, _trust(workers, workers), samples, DURATION, REQUEST);
    }

    // INV-64
    function test_APriceCountsAsItWasAtTheRequest() public {
        OfferId offer = _offer(_terms());
        _pool(1);
        uint256 cost = market.costOf(offer, 1, SAMPLES);
        VM.prank(CREATOR);
        models.setPrice(model, PRICE + 1);
        // A price that rises while a request is on its way makes the request fail.
        VM.deal(USER, cost);
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.PaymentDiffers.selector, cost + SAMPLES, cost));
        VM.prank(USER);
        market.request{value: cost}(offer, _trust(1, 1), SAMPLES, DURATION, REQUEST);
        VM.prank(CREATOR);
        models.setPrice(model, PRICE);
        JobId id = _agreed(offer, 1, 1);
        VM.prank(CREATOR);
        models.setPrice(model, type(uint96).max);
        VM.prank(CREATOR);
        models.withdraw(model);
        VM.prank(CREATOR);
        market.withdrawOffer(offer);
        VM.prank(USER);
        market.accept(id);
        assertEq(_earned(CREATOR), uint256(PRICE) * SAMPLES);
        _assertClosed(id, IInferenceMarket.Outcome.Served);
    }

    function test_AWithdrawnModelIsNotServed() public {
        OfferId offer = _offer(_terms());
        VM.prank(CREATOR);
        models.withdraw(model);
        VM.expectRevert(abi.encodeWithSelector(IInferenceMarket.ModelNotOffered.selector, model));
        _ask(offer, _trust(1, 1), 1, DURATION);
    }

    function test_ARequestIsServedOnce() public {
        OfferId offer = _offer(_terms());
        _pool(1);
        JobId id = _requestAs(USER, offer, _trust(1, 1), REQUEST);
        uint256 cost = market.costOf(offer, 1, SAMPLES);
        VM.deal(USER, 2 * cost);
        bytes memory reason = abi.encodeWithSelector(IInferenceMarket.JobAlreadyRequested.selector, id);
        VM.expectRevert(reason);
        VM.prank(USER);
        market.request{value: cost}(offer, _trust(1, 1), SAMPLES, DURATION, REQUEST);
        _evaluate(id, _list(A));
        VM.prank(USER);
        market.accept(id);
        VM.expectRevert(reason);
        VM.prank(USER);
        market.request{value: cost}(offer, _trust(1, 1), SAMPLES, DURATION, REQUEST);
        // Another's request is another's job.
        _requestAs(STRANGER, offer, _trust(1, 1), REQUEST);
        _assertSound();
    }

    /// @dev The largest numbers that terms can have.
    function test_NothingOverflows() public {
        ModelId dear = _publish(CREATOR, type(uint96).max);
        IInferenceMarket.Terms memory terms = _terms();
        (terms.mostSamples, terms.steps, terms.bond) = (type(uint16).max, 255, type(uint96).max);
        terms.workerFee = uint96(uint256(type(uint96).max) / 9 / type(uint16).max);
        VM.prank(CREATOR);
        OfferId offer = market.offer(dear, terms);
        uint256 cost = market.costOf(offer, 4, type(uint16).max);
        VM.deal(USER, cost);
        VM.prank(USER);
        JobId id = market.request{value: cost}(offer, _trust(4, 4), type(uint16).max, 30 days, REQUEST);
        jobs.push(id);
        assertEq(market.jobOf(id).escrow, cost);
        VM.warp(block.timestamp + 30 days);
        market.settle(id);
        assertEq(_earned(USER), cost);
        _assertClosed(id, IInferenceMarket.Outcome.Unserved);
    }

    function test_NothingIsKnownOfAJobThatIsNone() public {
        JobId none = JobId.wrap(keccak256('none'));
        _expectUnknown(none);
        market.jobOf(none);
        _expectUnknown(none);
        market.contestCostOf(none);
        _expectUnknown(none);
        market.draw(none);
        _expectUnknown(none);
        market.commit(none, A);
        _expectUnknown(none);
        market.decline(none);
        _expectUnknown(none);
        market.reveal(none, A, SALT);
        _expectUnknown(none);
        market.tally(none);
        _expectUnknown(none);
        market.contest(none);
        _expectUnknown(none);
        market.settle(none);
        _expectUnknown(none);
        market.accept(none);
        _expectUnknown(none);
        market.handOver(none, A);
        _expectUnknown(none);
        market.answer(none, A);
        assertEq(market.panelOf(none).length, 0);
    }
}
