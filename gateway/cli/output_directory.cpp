// One file for each document. Files get their names in batches: one flush to disk for all of them, then the names, then one flush for
// these; only then is it said that an input is done.
#include "gateway/base/staged_files.h"
#include "gateway/cli/output.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <sys/stat.h>

namespace renkei::cli {
namespace {

using diag::Message;
using service::Document;
using service::Outcome;
using service::Verdict;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

class ToDirectory final : public Output {
public:
    ToDirectory(const OutputSettings& settings, Done done) : settings_(settings), done_(std::move(done)) {}

    void add(Outcome outcome) override {
        for (const Document& document : outcome.documents) {
            if (!input_.error) {
                stage(document);
            }
        }
        if (!outcome.is_last) {
            return;
        }
        outcome.documents.clear();
        input_.outcome = std::move(outcome);
        if (input_.outcome.verdict != Verdict::done || input_.error) {
            drop(input_);
        }
        input_.names.clear();
        waiting_.push_back(std::exchange(input_, Input()));
        if (is_batch_full()) {
            end_batch();
        }
    }

    diag::Result<void> finish() override {
        end_batch();
        return {};
    }

private:
    struct File {
        base::StagedFiles::Id id;
        std::string name;
    };
    struct Input {
        Outcome outcome;
        std::vector<std::string> names;  // of its documents, until all of them are there
        std::vector<File> files;
        std::vector<std::string> skipped;
        std::vector<std::string> written;  // already: into what is no file
        std::optional<diag::Error> error;
    };

    fs::path path_of(const std::string& name) const { return fs::path(settings_.path) / name; }

    void stage(const Document& document) {
        if (diag::Result<void> staged = try_to_stage(document); !staged) {
            input_.error = std::move(staged).error();
        }
    }

    diag::Result<void> try_to_stage(const Document& document) {
        const fs::path path = path_of(document.name);
        if (!staged_) {
            TRY(base::StagedFiles opened, base::StagedFiles::open(settings_.path));
            staged_.emplace(std::move(opened));
        }
        if (!names_.insert(document.name).second) {
            return diag::fail(Message::name_used_twice, {.file = path.string()}, {document.name});
        }
        input_.names.push_back(document.name);
        struct stat there {};
        const bool exists = ::lstat(path.c_str(), &there) == 0;
        if (exists && settings_.skip_existing) {
            input_.skipped.push_back(path.string());
            return {};
        }
        if (exists && !settings_.overwrite) {
            return diag::fail(Message::file_exists, {.file = path.string()});
        }
        const std::string bytes = bytes_of(document, settings_.pretty);
        if (exists && !S_ISREG(there.st_mode)) {
            TRY_VOID(base::write_file(path, bytes, base::Overwrite::yes));  // a device or FIFO keeps its name
            input_.written.push_back(path.string());
            return {};
        }
        TRY(const base::StagedFiles::Id id, staged_->add(bytes));
        input_.files.push_back({id, document.name});
        began_ = batch_files_ == 0 ? Clock::now() : began_;
        ++batch_files_;
        batch_bytes_ += bytes.size();
        return {};
    }

    // Nothing of it is written, so others may have its names.
    void drop(Input& input) {
        for (const File& file : input.files) {
            staged_->drop(file.id);
        }
        input.files.clear();
        for (const std::string& name : input.names) {
            names_.erase(name);
        }
    }

    // A batch is large enough that its flush is a small part of the work, and small enough that the user sees how it goes on.
    bool is_batch_full() const {
        constexpr std::size_t most_files = 128;
        constexpr std::size_t most_bytes = 64U << 20U;
        constexpr std::chrono::milliseconds longest{500};
        return batch_files_ == 0 || batch_files_ >= most_files || batch_bytes_ >= most_bytes || Clock::now() - began_ >= longest;
    }

    void end_batch() {
        diag::Result<void> flushed = batch_files_ > 0 ? staged_->flush() : diag::Result<void>();
        for (Input& input : waiting_) {
            place(input, flushed);
        }
        if (flushed && batch_files_ > 0) {
            flushed = staged_->flush_names();
        }
        for (Input& input : waiting_) {
            tell(input, flushed);
        }
        waiting_.clear();
        batch_files_ = 0;
        batch_bytes_ = 0;
    }

    void place(Input& input, const diag::Result<void>& flushed) {
        if (!flushed) {
            return;
        }
        for (const File& file : input.files) {
            const diag::Result<void> placed = staged_->place(file.id, file.name, settings_.overwrite ? base::Overwrite::yes : base::Overwrite::no);
            if (placed) {
                input.written.push_back(path_of(file.name).string());
            } else if (!input.error) {
                input.error = placed.error();
            }
        }
    }

    void tell(Input& input, const diag::Result<void>& flushed) {
        const bool is_done = input.outcome.verdict == Verdict::done;
        if (is_done && !flushed && !input.files.empty() && !input.error) {
            input.error = flushed.error();
        }
        if (is_done && input.error) {
            input.outcome.verdict = Verdict::unwritten;
            input.outcome.report.add(*input.error);
        }
        for (const std::string& name : input.skipped) {
            if (is_done) {
                input.outcome.report.add(Message::output_skipped, {.file = name});
            }
        }
        done_(input.outcome, input.written);
    }

    OutputSettings settings_;
    Done done_;
    std::optional<base::StagedFiles> staged_;
    std::set<std::string> names_;  // of this run
    Input input_;                  // whose parts are coming in
    std::vector<Input> waiting_;   // for the end of the batch
    std::size_t batch_files_ = 0;
    std::size_t batch_bytes_ = 0;
    Clock::time_point began_{};
};

}  // namespace

std::unique_ptr<Output> directory(const OutputSettings& settings, Output::Done done) { return std::make_unique<ToDirectory>(settings, std::move(done)); }

}  // namespace renkei::cli
