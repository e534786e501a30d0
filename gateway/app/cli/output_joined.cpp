// One file for each kind of document in a directory. Each file is one stream; an input is done when all
// streams that hold documents of it are.
#include "gateway/app/cli/output.h"
#include "gateway/core/base/atomic_file.h"
#include "gateway/core/base/filesystem.h"
#include "gateway/core/text/words.h"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

namespace renkei::cli {
namespace {

using service::Outcome;
using service::OutcomeStatus;
using service::OutputDocument;

// "admission 202404 csv" → admission-202404-csv.csv. Documents whose names say items keep them.
std::string name_of_joined(const OutputDocument& document) {
    if (document.has_items_in_name) {
        return document.name;
    }
    std::string name = document.kind;
    std::ranges::replace(name, ' ', '-');
    return name +
           (document.is_json ? ".ndjson" : text::lowered(fs::path(document.name).extension().string()));
}

class JoinedDirectory final : public Output {
public:
    JoinedDirectory(OutputSettings settings, Done done)
        : settings_(std::move(settings)),
          done_(std::move(done)) {}

    void add(Outcome outcome) override {
        std::map<std::string, Outcome> parts; // by name of the file
        for (OutputDocument& document : std::exchange(outcome.documents, {})) {
            const std::string name = name_of_joined(document);
            const auto [part, is_first] = parts.try_emplace(name);
            if (is_first) {
                part->second.input = outcome.input;
                part->second.is_last = false;
            }
            part->second.documents.push_back(std::move(document));
        }
        for (auto& [name, part] : parts) {
            const auto used = used_.try_emplace(name, &stream(name)).first;
            used->second->output->add(std::move(part));
        }
        if (outcome.is_last) {
            end_input(std::move(outcome));
        }
    }

    diag::Result<void> finish() override {
        diag::Result<void> out;
        for (auto& [name, stream] : streams_) {
            const diag::Result<void> finished = stream.output->finish();
            out = out ? finished : out;
        }
        return out;
    }

private:
    struct Stream {
        std::unique_ptr<Output> output;
        std::deque<std::size_t> open; // numbers of the inputs that it has not reported yet
    };
    struct EndedInput {
        Outcome outcome;
        std::size_t open_streams = 0;
        std::vector<std::string> written;
    };

    Stream& stream(const std::string& name) {
        const auto [found, is_new] = streams_.try_emplace(name);
        Stream& out = found->second;
        if (is_new) {
            if (streams_.size() == 1) {
                std::error_code ignored; // opening the file says it better
                fs::create_directories(settings_.path, ignored);
                base::remove_stale_files(settings_.path);
            }
            OutputSettings settings = settings_;
            settings.is_one_of_many = true;
            settings.path = (fs::path(settings_.path) / name).string();
            out.output = one_stream(
                settings, [this, &out](const Outcome& outcome, const std::vector<std::string>& written) {
                    const std::size_t number = out.open.front();
                    out.open.pop_front();
                    end_stream(number, outcome, written);
                });
        }
        return out;
    }

    void end_input(Outcome outcome) {
        const std::size_t number = first_number_ + inputs_.size();
        Outcome end;
        end.input = outcome.input;
        end.status = outcome.status;
        inputs_.push_back({.outcome = std::move(outcome), .open_streams = used_.size(), .written = {}});
        for (const auto& [name, stream] : std::exchange(used_, {})) {
            stream->open.push_back(number);
            stream->output->add(end);
        }
        report_ended();
    }

    void end_stream(std::size_t number, const Outcome& outcome, const std::vector<std::string>& written) {
        EndedInput& input = inputs_[number - first_number_];
        if (input.outcome.status == OutcomeStatus::done) {
            input.outcome.status = outcome.status;
        }
        input.outcome.report.append(outcome.report);
        input.written.insert(input.written.end(), written.begin(), written.end());
        --input.open_streams;
        report_ended();
    }

    // In the order of the inputs.
    void report_ended() {
        while (!inputs_.empty() && inputs_.front().open_streams == 0) {
            const EndedInput input = std::move(inputs_.front());
            inputs_.pop_front();
            ++first_number_;
            const bool is_done = input.outcome.status == OutcomeStatus::done;
            done_(input.outcome, is_done ? input.written : std::vector<std::string>());
        }
    }

    OutputSettings settings_;
    Done done_;
    std::map<std::string, Stream> streams_; // by name of the file
    std::map<std::string, Stream*> used_;   // by the input whose parts are coming in
    std::deque<EndedInput> inputs_;         // not reported yet
    std::size_t first_number_ = 0;          // of inputs_
};

} // namespace

std::unique_ptr<Output> joined_directory(const OutputSettings& settings, Output::Done done) {
    return std::make_unique<JoinedDirectory>(settings, std::move(done));
}

} // namespace renkei::cli
