# The Claims Desk as one image for web, workers, beat and the SMTP door; compose.yaml says which of them a container is.

# Installs the lock into a virtual environment; compilers and caches stay behind in this stage.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    DATA_DIR=/data \
    KEY_DIR=/keys \
    STATIC_ROOT=/srv/static \
    WEB_BIND=0.0.0.0:8000
# Pango draws the text of PDFs.
RUN apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
# The keys of the blobs have a volume of their own, so that no backup of the data holds them too.
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin desk \
    && install -d -o desk -g desk -m 0700 /data /keys \
    && install -d -o root -g root -m 0755 /srv/static
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Production's settings, so that the files get their hashed names; these two values reach nothing and are not kept.
RUN SECRET_KEY=only-for-collecting-static-files DATABASE_URL=postgresql://nobody@localhost/none \
    python manage.py collectstatic --noinput \
    && python -m compileall -q .
USER desk
VOLUME ["/data", "/keys"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "python:config.gunicorn"]
