"""What the supervisor does about faults, hours, pauses and restarts, on simulated time."""
# SPDX-License-Identifier: BSD-3-Clause
import datetime
import unittest

from simulation import Piece, State


class Faults(unittest.TestCase):
    def playing(self, **settings):
        piece = Piece(**settings)
        piece.run(60)
        self.assertTrue(piece.sounds())
        return piece

    def test_a_killed_pd_is_replaced_at_once(self):
        piece = self.playing()
        piece.alive = False
        self.assertLess(piece.seconds_until(piece.sounds), 5)
        self.assertTrue(piece.told("Pd ended by itself"))

    def test_a_pd_that_hangs_is_killed_and_replaced_within_ten_seconds(self):
        piece = self.playing()
        piece.hangs = True
        self.assertLess(piece.seconds_until(lambda: piece.told("Pd hangs")), 5)
        self.assertLess(piece.seconds_until(piece.sounds), 10)

    def test_a_lost_device_is_waited_for_however_long_and_played_to_within_ten_seconds(self):
        for hours in (0.01, 1, 10):
            piece = self.playing()
            piece.device, piece.device_lost = False, True
            piece.run(3600 * hours)
            self.assertFalse(piece.alive)
            piece.device = True
            self.assertLess(piece.seconds_until(piece.sounds), 10)

    def test_a_missing_model_is_waited_for(self):
        piece = self.playing()
        piece.model_file, piece.alive = False, False
        piece.run(600)
        self.assertTrue(piece.told("a model is missing: x"))
        piece.model_file = True
        self.assertLess(piece.seconds_until(piece.sounds), 10)

    def test_unwanted_silence_resets_the_models_first_and_then_restarts(self):
        piece = self.playing()
        piece.mute = True
        piece.run(30)
        self.assertEqual(len(piece.told("models are reset")), 1)
        self.assertTrue(piece.alive)
        piece.mute = False
        self.assertLess(piece.seconds_until(piece.sounds), 1)
        piece.mute = True
        piece.run(27)
        piece.run(15)
        self.assertEqual(len(piece.told("still silent")), 1)
        piece.mute = False
        self.assertLess(piece.seconds_until(piece.sounds), 10)

    def test_samples_that_are_no_numbers_reset_the_models_once(self):
        piece = self.playing()
        piece.nan = 64
        piece.run(1)
        self.assertEqual(len(piece.told("64 samples were no numbers: models are reset")), 1)
        self.assertTrue(piece.alive)

    def test_a_pd_that_never_comes_up_is_tried_again_for_ever_with_growing_pauses(self):
        piece = self.playing()
        pauses, last = [], None
        for _ in range(3600):
            if piece.alive:
                piece.alive = False
                pauses.append(piece.time.now() - last if last else 0)
                last = piece.time.now()
            piece.step()
        self.assertEqual(sorted(pauses[1:6]), pauses[1:6])
        self.assertGreater(pauses[-1], 7)
        self.assertLess(pauses[-1], 12)
        self.assertGreater(len(pauses), 100)
        self.assertLess(piece.seconds_until(piece.sounds), 12)

    def test_faults_a_few_seconds_apart_are_each_mended_as_fast_as_the_first(self):
        piece = self.playing()
        for _ in range(6):
            piece.hangs = True
            piece.run(3)
            self.assertLess(piece.seconds_until(piece.sounds), 5)
            piece.run(8)

    def test_a_pd_that_dies_as_soon_as_it_sounds_does_not_become_a_storm_of_restarts(self):
        piece = self.playing()
        starts = len(piece.told("Pd starts"))
        for _ in range(7200):
            piece.alive = piece.alive and not piece.sounds()
            piece.step()
        self.assertLess(len(piece.told("Pd starts")) - starts, 3600 / 9)

    def test_the_time_of_day_may_be_set_by_an_hour(self):
        piece = self.playing()
        for hours in (1, -1):
            piece.time.day += datetime.timedelta(hours=hours)
            piece.run(5)
            self.assertTrue(piece.sounds())
            self.assertTrue(piece.told(f"was set by {hours * 3600:+d} s"))

    def test_told_to_stop_it_fades_and_leaves_from_every_state(self):
        for prepare in (lambda p: None, lambda p: p.run(1), lambda p: p.run(100)):
            piece = Piece()
            prepare(piece)
            piece.policy.stop()
            piece.seconds_until(lambda: piece.policy.ended, 30)
            self.assertFalse(piece.alive)

    def test_a_pd_that_does_not_quit_is_killed(self):
        piece = self.playing()
        piece.deaf_to_quit = True
        piece.policy.stop()
        piece.seconds_until(lambda: piece.policy.ended, 30)
        self.assertTrue(piece.told("did not quit"))


class Days(unittest.TestCase):
    def open_spans(self, piece, days):
        """[(opened, closed)] in times of day while sound is heard."""
        spans, was = [], False
        for _ in range(int(days * 86400 / piece.step_s)):
            piece.step()
            now = piece.sounds()
            if now and not was:
                spans.append([piece.time.wall(), None])
            if was and not now:
                spans[-1][1] = piece.time.wall()
            was = now
        return spans

    def test_it_plays_in_its_hours_to_the_second_and_fades_before_they_end(self):
        piece = Piece("2027-03-01 00:00", step_s=1, hours="10:00-18:00")
        spans = self.open_spans(piece, 3)
        self.assertEqual(len(spans), 3)
        for opened, closed in spans:
            self.assertLess(abs((opened - opened.replace(hour=10, minute=0, second=0)).total_seconds()), 10)
            self.assertLess(abs((closed - closed.replace(hour=18, minute=0, second=0)).total_seconds()), 10)
        fades = [when for when, act in piece.log if act[:2] == ("fade", 0) and act[2] == 8]
        self.assertEqual(len(fades), 3)
        self.assertFalse(piece.alive)

    def test_days_have_hours_of_their_own_and_nights_belong_to_the_evening(self):
        piece = Piece("2027-03-01 00:00", step_s=2, hours="Tue-Fri 10:00-12:00, Sat 20:00-02:00")  # a Monday
        spans = self.open_spans(piece, 7)
        self.assertEqual([opened.strftime("%a %H") for opened, _ in spans],
                         ["Tue 10", "Wed 10", "Thu 10", "Fri 10", "Sat 20"])
        self.assertEqual(spans[-1][1].strftime("%a %H"), "Sun 01")  # 01:59:52 and the fade

    def test_rounds_and_pauses_keep_pd_alive(self):
        piece = Piece("2027-03-01 10:00", step_s=1, rounds="20 10")
        spans = self.open_spans(piece, 0.25)
        self.assertEqual(len(spans), 12)
        self.assertEqual(len(piece.told("Pd starts")), 1)
        for opened, closed in spans[:-1]:
            self.assertLess(abs((closed - opened).total_seconds() - 1200), 15)

    def test_a_restart_each_night_and_not_at_the_first_start(self):
        piece = Piece("2027-03-01 12:00", step_s=1, restart_at="04:00")
        piece.run(3 * 86400)
        nights = piece.told("the nightly restart")
        self.assertEqual([night.strftime("%H:%M") for night in nights], ["04:00"] * 3)
        self.assertLess(3 * 86400 - piece.playing_s, 3 * 25)

    def test_weeks_with_faults_at_random_times_never_end_it(self):
        import random

        for seed in range(3):
            dice = random.Random(seed)
            piece = Piece("2027-03-01 00:00", step_s=0.5, hours="09:00-21:00", restart_at="13:00")
            for _ in range(150):
                piece.run(dice.uniform(1, 900))
                fault = dice.choice(["alive", "hangs", "mute", "device", "model", "nan", "time"])
                if fault == "alive":
                    piece.alive = False
                elif fault in ("hangs", "mute"):
                    setattr(piece, fault, True)
                    piece.run(dice.uniform(1, 100))
                    setattr(piece, fault, False)
                elif fault == "device":
                    piece.device, piece.device_lost = False, piece.alive
                    piece.run(dice.uniform(1, 300))
                    piece.device = True
                elif fault == "model":
                    piece.model_file = False
                    piece.run(dice.uniform(1, 300))
                    piece.model_file = True
                elif fault == "nan":
                    piece.nan = 10
                else:
                    piece.time.day += datetime.timedelta(seconds=dice.choice([-3600, 3600]))
                left = piece.policy.hours.seconds_open(piece.time.wall())
                if left > 120 and piece.policy.state not in (State.FADING, State.LEAVING):
                    self.assertLess(piece.seconds_until(piece.sounds, 90), 60, (seed, fault, piece.log[-8:]))


if __name__ == "__main__":
    unittest.main()
