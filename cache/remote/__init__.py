"""The engine of several machines: the same interfaces over Redis, with job processes of Celery."""
