// What one object plays: the model it asked for, the one it has, and the messages in between. Knows no Pd.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/bender.h"
#include "infer/open.h"
#include "infer/player.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::infer {

/// What a session tells its host, always on Pd's thread outside perform.
struct SessionListener {
    std::function<void(const std::string&)> error;
    /// Once, as long as each opening says the same.
    std::function<void(const std::string&)> remark;
    /// A stream is ready (true), or opening has failed and nothing plays (false). The player already has it.
    std::function<void(bool)> ready;
    /// Says why a stream cannot be used by this host, or "".
    std::function<std::string(const Stream&)> refuse;
};

/// All of it is called on Pd's thread outside perform, but for player().process().
template <typename Sample>
class Session {
public:
    /// `models` and `workers` outlive it.
    Session(ModelCache& models, work::Workers& workers, SessionListener listener, BenderListener bends = {});
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// What the next open() will ask for; when it cannot be had, this falls back to what plays.
    OpenRequest& wanted() noexcept { return wanted_; }

    /// Starts opening what is wanted, in a worker; an opening under way is given up. Offline, it is done on return.
    void open();

    Player<Sample>& player() noexcept { return player_; }
    const Player<Sample>& player() const noexcept { return player_; }

    /// The description of the model that plays, or null.
    const Description* description() const noexcept { return model_ ? &model_->description() : nullptr; }

    /// How much of what plays runs on our own kernels.
    Optimized optimized() const { return model_ && playing_ ? model_->optimized(playing_->method) : Optimized{}; }

    /// The name of the backend that plays; "" while there is no model.
    std::string_view backend() const noexcept { return model_ ? backend_ : std::string_view(); }

    /// True when the model that plays is also the one that is wanted.
    bool is_current() const noexcept { return playing_ && playing_->path == wanted_.path; }

    /// Sets an attribute before the next block, and again on every later stream of this model. Before the model is
    /// there it is kept until then. Errors go to the listener.
    void set(const AttributeSetting& setting);

    /// Reads an attribute after the blocks submitted so far.
    void get(const std::string& name, std::function<void(const std::vector<Value>&)> reply);

    /// Asks something of the bends of the model that is wanted: now, or as soon as it plays.
    void bend(std::function<void(Bender&)> request);
    const Bender& bender() const noexcept { return bender_; }
    void collect_bends() { bender_.collect(); }
    void set_bend_fade(double ms) noexcept { bender_.set_fade(ms); }

    void reset();
    void seed(std::uint64_t seed);
    void set_threads(int count);

    /// Late blocks of this session, through all streams it has had.
    int late() const noexcept;

private:
    void opened(const OpenRequest& request, Result<Opened>& result);
    void post(Stream::Command command, std::function<void()> done);
    const Attribute* find(const std::string& name);
    bool is_another_model(const OpenRequest& request) const noexcept;

    ModelCache& models_;
    work::Workers& workers_;
    SessionListener listener_;
    OpenRequest wanted_;
    std::optional<OpenRequest> playing_;
    std::shared_ptr<Model> model_;
    std::string_view backend_;
    Player<Sample> player_{workers_};
    Bender bender_;
    std::vector<std::function<void(Bender&)>> bends_to_come_;  // for the model that is being opened
    bool opens_another_model_ = false;
    std::vector<std::string> remarks_;                // of the last opening: each change opens anew
    int late_before_ = 0;                             // by streams that are gone
    const work::Owner opening_ = work::make_owner();  // apart from the rest, so that it can be given up alone
    const work::Owner messages_ = work::make_owner();
};

}  // namespace latentjam::infer
